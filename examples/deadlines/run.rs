//! One client, one gateway and one backend, from the client's request until the gateway's last one.

use std::time::{Duration, Instant};

use tokio::time::sleep_until;
use tokio::try_join;

use crate::BoxError;
use crate::backend::{Backend, Fault};
use crate::client;
use crate::gateway::Gateway;
use crate::hop::Hop;

/// Longer than the gateway's own deadline.
const END: Duration = Duration::from_millis(2_050);

/// What is left out on the way of the deadline.
#[derive(Clone, Copy, PartialEq)]
enum LeftOut {
    Header,
    Layer,
    Nothing,
}

/// The times count from the client's request.
pub(crate) struct Run {
    pub(crate) name: &'static str,
    pub(crate) requests: Vec<Request>,
    /// What the client got, and when.
    pub(crate) answer: String,
    pub(crate) answered: Duration,
}

/// A request at the backend.
#[derive(Clone, Copy)]
pub(crate) struct Request {
    pub(crate) came: Duration,
    pub(crate) ended: Duration,
}

/// Runs without the header, without the layer, and with both.
pub(crate) async fn all(fault: Fault) -> Result<[Run; 3], BoxError> {
    let (no_header, no_layer, both) = try_join!(
        Run::start(LeftOut::Header, fault),
        Run::start(LeftOut::Layer, fault),
        Run::start(LeftOut::Nothing, fault),
    )?;
    Ok([no_header, no_layer, both])
}

impl Run {
    async fn start(left_out: LeftOut, fault: Fault) -> Result<Self, BoxError> {
        let backend = Backend::new(fault);
        let gateway = Gateway::new(Hop::to(backend.start().await?, true));
        let gateway = gateway.start(left_out != LeftOut::Layer).await?;
        let gateway = Hop::to(gateway, left_out != LeftOut::Header);

        let start = Instant::now();
        let answer = client::page(&gateway).await;
        let answered = start.elapsed();
        sleep_until((start + END).into()).await;

        let requests = backend.requests().into_iter().map(|request| Request {
            came: request.came - start,
            ended: request.ended.unwrap_or_else(Instant::now) - start,
        });
        Ok(Self {
            name: match left_out {
                LeftOut::Header => "no header",
                LeftOut::Layer => "no layer",
                LeftOut::Nothing => "header and layer",
            },
            requests: requests.collect(),
            answer: answer.unwrap_or_else(|error| error.to_string()),
            answered,
        })
    }

    /// Returns the number of requests that came when the client had given up.
    pub(crate) fn late(&self) -> usize {
        let is_late = |request: &&Request| request.came > client::DEADLINE;
        self.requests.iter().filter(is_late).count()
    }
}
