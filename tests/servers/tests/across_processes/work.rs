//! The work of a service for one request.

use retries::scope;

/// Does the work to its end, in the scope of the request.
///
/// axum and tonic drop a handler when its client closes the connection or resets the stream, and tonic also when
/// `grpc-timeout` is over. A service whose writes may not stop halfway works in a task, which goes on.
pub(crate) async fn to_its_end<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> T {
    let work = tokio::spawn(scope::current().enter(work));
    work.await.expect("the work does not panic")
}
