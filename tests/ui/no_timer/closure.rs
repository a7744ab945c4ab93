use retries::Policy;

fn main() {
    let _ = Policy::new().call_async(|| async { None::<u8> });
    let _ = Policy::new().sleep(|_| async {}).call_async(|| async { None::<u8> });
}
