//! The compiled crates.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cargo::{self, Profile};
use crate::functions::{self, Kind, Variant};
use crate::package;

pub struct Workspace {
    directory: PathBuf,
    pub functions: u32,
}

pub fn members() -> impl Iterator<Item = (Kind, Variant, String)> {
    let of_kind = |kind: Kind| {
        let variants = Variant::ALL.into_iter().filter(move |it| it.exists(kind));
        variants.map(move |variant| (kind, variant, name(kind, variant)))
    };
    of_kind(Kind::Sync).chain(of_kind(Kind::Async))
}

pub fn name(kind: Kind, variant: Variant) -> String {
    format!("{kind}_{variant}")
}

impl Workspace {
    pub fn create(directory: &Path, functions: u32) -> Self {
        let workspace = Self {
            directory: directory.to_owned(),
            functions,
        };
        let names: Vec<String> = members().map(|(_, _, name)| name).collect();
        write(
            &directory.join("Cargo.toml"),
            &format!(
                "[workspace]\n\
                 resolver = \"3\"\n\
                 members = {names:?}\n\
                 [profile.release]\n\
                 strip = true\n"
            ),
        );
        let [repository, client, discard] = ["..", "compile/client", "compile/discard"]
            .map(|path| package().join(path))
            .map(|path| path.display().to_string());
        for (kind, variant, name) in members() {
            let manifest = format!(
                "[package]\n\
                 name = {name:?}\n\
                 edition = \"2024\"\n\
                 [dependencies]\n\
                 backon = \"1.6\"\n\
                 client = {{ path = {client:?} }}\n\
                 discard = {{ path = {discard:?} }}\n\
                 fastrand = \"2\"\n\
                 retries = {{ path = {repository:?} }}\n\
                 tokio = {{ version = \"1\", features = [\"rt\", \"time\"] }}\n\
                 tokio-retry2 = {{ version = \"0.9\", features = [\"jitter\"] }}\n\
                 tryhard = \"0.5\"\n"
            );
            write(&directory.join(&name).join("Cargo.toml"), &manifest);
            let source = functions::source(kind, variant, functions);
            write(&workspace.source(&name), &source);
        }
        workspace
    }

    fn source(&self, name: &str) -> PathBuf {
        self.directory.join(name).join("src/main.rs")
    }

    /// The seconds that the compiler takes for the crate itself.
    pub fn compile(&self, name: &str, profile: Profile) -> f64 {
        let source = self.source(name);
        let text = fs::read(&source).expect("it was written");
        // The file must be newer than its last build.
        fs::write(&source, text).expect("it was written before");
        let mut arguments = profile.arguments().to_vec();
        arguments.extend(["-p", name]);
        cargo::run(&arguments, &self.directory)[name]
    }

    pub fn binary_size(&self, name: &str) -> u64 {
        let binary = self.directory.join("target/release").join(name);
        fs::metadata(binary).expect("it was built").len()
    }
}

fn write(path: &Path, text: &str) {
    let directory = path.parent().expect("it is in the workspace");
    fs::create_dir_all(directory).expect("the target directory is ours");
    fs::write(path, text).expect("the target directory is ours");
}
