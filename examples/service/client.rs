//! The client of a partner, which has a host for prices and a host for orders. Both methods use one bundle; beside it
//! stand the words that need `self`.

use std::net::SocketAddr;
use std::sync::{Arc, PoisonError, RwLock};

use reqwest::{RequestBuilder, StatusCode};
use retries::{Budget, Budgets, Event, Policy, PolicyError, retry, transient, unprocessed};

use crate::credentials::Credentials;
use crate::error::Error;
use crate::last_known::{LastKnown, Price};
use crate::settings::HostBudget;

/// What every call to the partner does. At run time the settings replace the delays and the limits.
#[retries::policy(
    exp(base = "50ms", cap = "1s"), jitter, max_attempts = 4, deadline = "5s", attempt_timeout = "1s",
    on = transient, when(Error::is_expired, fixed("1ms"), max_attempts = 2), cancel,
)]
const PARTNER: Policy<Error>;

/// The addresses of the partner's hosts.
#[derive(Clone, Copy)]
pub(crate) struct Hosts {
    pub(crate) prices: SocketAddr,
    pub(crate) orders: SocketAddr,
    pub(crate) tokens: SocketAddr,
}

type HostBudgets = Budgets<SocketAddr, Budget, Box<dyn Fn() -> Budget + Send + Sync>>;

pub(crate) struct Client {
    http: reqwest::Client,
    hosts: Hosts,
    credentials: Credentials,
    last_known: LastKnown,
    budgets: RwLock<HostBudgets>,
}

impl Client {
    pub(crate) async fn new(hosts: Hosts) -> Result<Self, Error> {
        let http = reqwest::Client::new();
        // Without retries until the settings are read.
        let no_budget = HostBudget::default();
        let credentials = PARTNER
            .named("partner.first_token")
            .call_async(|| Credentials::fetch(http.clone(), hosts.tokens));
        Ok(Self {
            credentials: credentials.await?,
            http,
            hosts,
            last_known: LastKnown::default(),
            budgets: RwLock::new(host_budgets(no_budget)),
        })
    }

    /// Reads a price. If the partner does not send it, the last known one is better than none.
    #[retry(
        PARTNER,
        budget = self.budget(self.hosts.prices),
        before_retry = async |event| self.renew_token(event).await,
        or_else = |error, reason| self.last_known.instead_of(product, error, reason),
    )]
    pub(crate) async fn price(&self, product: &str) -> Result<Price, Error> {
        let url = format!("http://{}/price/{product}", self.hosts.prices);
        let price = self.send(self.http.get(url)).await?;
        self.last_known.update(product, &price);
        Ok(Price::Fresh(price))
    }

    /// Orders a product. If the partner may have processed an order, it is not sent again.
    #[retry(
        PARTNER,
        on = unprocessed,
        budget = self.budget(self.hosts.orders),
        before_retry = async |event| self.renew_token(event).await,
    )]
    pub(crate) async fn order(&self, product: &str) -> Result<String, Error> {
        let url = format!("http://{}/order/{product}", self.hosts.orders);
        self.send(self.http.post(url)).await
    }

    async fn send(&self, request: RequestBuilder) -> Result<String, Error> {
        let token = self.credentials.token().await;
        let response = request.bearer_auth(&token).send().await?;
        match response.status() {
            StatusCode::OK => Ok(response.text().await?),
            StatusCode::UNAUTHORIZED => Err(Error::Expired(token)),
            status => Err(Error::Status(status)),
        }
    }

    /// Runs before each retry, and does something only if the token was the cause.
    async fn renew_token(&self, event: &Event<'_, Error>) -> Result<(), Error> {
        match event.error() {
            Some(Error::Expired(token)) => self.credentials.renew(token).await,
            _ => Ok(()),
        }
    }

    /// Each host has its own budget, so that one that is down takes no retries from the others.
    fn budget(&self, host: SocketAddr) -> Arc<Budget> {
        let budgets = self.budgets.read();
        budgets.unwrap_or_else(PoisonError::into_inner).of(&host)
    }

    /// Replaces the budgets by full ones.
    pub(crate) fn set_budgets(&self, budget: HostBudget) {
        let mut budgets = self.budgets.write().unwrap_or_else(PoisonError::into_inner);
        *budgets = host_budgets(budget);
    }

    /// Replaces the policy of all methods. Calls under way use it from their next failure on.
    pub(crate) fn set_policy(policy: Policy) -> Result<(), PolicyError> {
        let methods = retries::functions().into_iter();
        methods
            .filter(|function| function.path().starts_with(module_path!()))
            .try_for_each(|function| function.set_policy(policy))
    }
}

fn host_budgets(budget: HostBudget) -> HostBudgets {
    Budgets::new(100, Box::new(move || Budget::tokens(budget.tokens)))
}
