//! Customers of the service, and what they get.

use std::net::SocketAddr;
use std::time::Duration;

use reqwest::{Response, StatusCode};
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::BoxError;

/// The number of customers who come in each part of the story.
pub(crate) const CUSTOMERS: usize = 20;
const PRODUCTS: [&str; 4] = ["bread", "milk", "salt", "tea"];

#[derive(Clone)]
pub(crate) struct Customer {
    http: reqwest::Client,
    service: SocketAddr,
}

#[derive(Default)]
pub(crate) struct Answers {
    pub(crate) fresh: usize,
    pub(crate) stale: usize,
    pub(crate) no_price: usize,
    pub(crate) ordered: usize,
    pub(crate) not_ordered: usize,
}

impl Customer {
    pub(crate) fn new(service: SocketAddr) -> Self {
        let http = reqwest::Client::new();
        Self { http, service }
    }

    async fn price(&self, product: &str) -> reqwest::Result<Response> {
        let url = format!("http://{}/price/{product}", self.service);
        self.http.get(url).send().await
    }

    async fn order(&self, product: &str) -> reqwest::Result<Response> {
        let url = format!("http://{}/order/{product}", self.service);
        self.http.post(url).send().await
    }

    /// Returns the text of a page of the service.
    pub(crate) async fn page(&self, path: &str) -> reqwest::Result<String> {
        let url = format!("http://{}/{path}", self.service);
        self.http.get(url).send().await?.text().await
    }

    /// All read a price.
    pub(crate) fn read(&self) -> JoinSet<reqwest::Result<Response>> {
        let products = PRODUCTS.iter().cycle().take(CUSTOMERS);
        products
            .map(|product| (self.clone(), product))
            .map(|(customer, product)| async move { customer.price(product).await })
            .collect()
    }

    /// One after the other reads a price and then orders. Returns what they got.
    pub(crate) async fn read_and_order(&self) -> Result<Answers, BoxError> {
        let mut customers = JoinSet::new();
        for product in PRODUCTS.iter().cycle().take(CUSTOMERS) {
            let customer = self.clone();
            customers.spawn(async move {
                let price = customer.price(product).await?;
                Ok::<_, reqwest::Error>((price, customer.order(product).await?))
            });
            sleep(Duration::from_millis(5)).await;
        }
        let mut answers = Answers::default();
        while let Some(customer) = customers.join_next().await {
            let (price, order) = customer??;
            answers.count(&price, &order);
        }
        Ok(answers)
    }
}

impl Answers {
    fn count(&mut self, price: &Response, order: &Response) {
        let read = match price.status() {
            StatusCode::OK if price.headers().contains_key("x-stale") => &mut self.stale,
            StatusCode::OK => &mut self.fresh,
            _ => &mut self.no_price,
        };
        *read += 1;
        let ordered = match order.status() {
            StatusCode::OK => &mut self.ordered,
            _ => &mut self.not_ordered,
        };
        *ordered += 1;
    }
}
