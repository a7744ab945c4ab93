//! The deadline of a client travels over two services to the queries of a database: the client calls a gateway by
//! HTTP, the gateway calls a backend by gRPC, and the backend queries `PostgreSQL`, which is paused. Client, gateway and
//! backend are three processes.
//!
//! Both services retry for much longer than the client waits, in tasks that go on when the client goes away. Only the
//! deadline that travels ends them.

use std::time::Duration;

use figures::Figures;
use link::Link;
use process::Process;
use retries_servers::{Server, postgres};
use tokio::time::sleep;

mod backend;
mod client;
mod figures;
mod gateway;
mod link;
mod process;
mod work;

/// The deadline of the client.
const DEADLINE: Duration = Duration::from_secs(2);
/// The deadline of each service's own retries.
const OWN_DEADLINE: Duration = Duration::from_secs(30);
/// The delay that two requests may add: each service counts the time that is left from the arrival of the header.
const TRANSIT: Duration = Duration::from_millis(250);
/// The time for which the queries are counted, from the client's call.
const WATCHED: Duration = Duration::from_secs(6);

/// A gateway and a backend of one run, with the links that carry the deadline to them.
struct Run {
    name: String,
    links: Vec<Link>,
    gateway: Process,
    backend: Process,
}

impl Run {
    fn start(name: &str, links: Vec<Link>, database: &Server) -> Self {
        let backend = Process::start(backend::TEST, database.address(), &links);
        let gateway = Process::start(gateway::TEST, backend.address(), &links);
        Self {
            name: name.to_owned(),
            links,
            gateway,
            backend,
        }
    }

    /// Calls the gateway once, and counts the queries that follow.
    async fn watch(self, client: reqwest::Client) -> Figures {
        let (start, watched) = (process::now(), sleep(WATCHED));
        let answer = client::call(&client, self.gateway.address(), &self.links).await;
        assert!(answer.is_err(), "a paused database answered: {answer:?}");
        watched.await;
        Figures::new(self.name, self.links, start, &self.backend.end())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_query_starts_after_the_clients_deadline_if_every_link_carries_it() {
    let database = postgres::start(&[]);
    let run = |name: &str, links| Run::start(name, links, &database);
    let mut runs = vec![
        run("with scopes", Link::ALL.to_vec()),
        run("without scopes", vec![]),
    ];
    for missing in Link::ALL {
        let others = Link::ALL.into_iter().filter(|link| *link != missing);
        runs.push(run(&format!("without {missing}"), others.collect()));
    }
    // Each backend has its connection by now, so that its queries start and get no answer.
    database.pause();

    let client = client::new();
    let watch = |run: Run| tokio::spawn(run.watch(client.clone()));
    let watched: Vec<_> = runs.into_iter().map(watch).collect();
    let mut all = Vec::new();
    for run in watched {
        all.push(run.await.unwrap());
    }
    println!("{}", figures::table(&all));
    for run in all {
        run.check();
    }
}
