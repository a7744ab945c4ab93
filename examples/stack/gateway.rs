//! A gateway: for each order it asks a gRPC service and an HTTP service.

use std::future::IntoFuture;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use reqwest::Request;
use retries::stack::clone_unary;
use tokio::net::TcpListener;
use tonic::body::Body;
use tonic::transport::Endpoint;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;
use tower::util::BoxCloneSyncService;
use tower::{ServiceBuilder, ServiceExt};

use crate::backends::Backends;
use crate::{Error, PARTNERS};

type Grpc = BoxCloneSyncService<http::Request<Body>, http::Response<Body>, tonic::transport::Error>;
type Http = BoxCloneSyncService<Request, reqwest::Response, reqwest::Error>;

/// The services behind the gateway, each with the layer.
#[derive(Clone)]
struct Services {
    stock: HealthClient<Grpc>,
    prices: Http,
    prices_url: reqwest::Url,
}

pub(crate) async fn start(backends: &Backends) -> Result<reqwest::Url, Error> {
    let channel = Endpoint::from_shared(backends.grpc.clone())?.connect_lazy();
    let grpc = PARTNERS.named("grpc").layer().clone_by(clone_unary);
    let http = PARTNERS.named("gateway").layer();
    let client = reqwest::Client::builder().retry(reqwest::retry::never());
    let services = Services {
        stock: HealthClient::new(BoxCloneSyncService::new(
            ServiceBuilder::new().layer(grpc).service(channel),
        )),
        prices: BoxCloneSyncService::new(
            ServiceBuilder::new()
                .layer(http.clone_by(|request: &mut Request| request.try_clone()))
                .service(client.build()?),
        ),
        prices_url: backends.http.parse()?,
    };

    let routes = Router::new()
        .route("/orders/{order}", get(order))
        .with_state(services);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/", listener.local_addr()?).parse()?;
    tokio::spawn(axum::serve(listener, routes).into_future());
    Ok(url)
}

/// Is busy for every third request, as a gateway may be.
async fn order(
    Path(order): Path<u32>,
    State(services): State<Services>,
) -> Result<String, (StatusCode, String)> {
    static REQUESTS: AtomicU32 = AtomicU32::new(0);
    if REQUESTS.fetch_add(1, Ordering::Relaxed) % 3 == 1 {
        return Err((StatusCode::SERVICE_UNAVAILABLE, "busy".to_owned()));
    }
    let answer = services.answer(order).await;
    answer.map_err(|error| (StatusCode::BAD_GATEWAY, error.to_string()))
}

impl Services {
    async fn answer(mut self, order: u32) -> Result<String, Error> {
        let request = HealthCheckRequest {
            service: order.to_string(),
        };
        let stock = self.stock.check(request).await?.into_inner().status;
        let request = Request::new(reqwest::Method::GET, self.prices_url);
        let price = self
            .prices
            .oneshot(request)
            .await?
            .error_for_status()?
            .text()
            .await?;
        Ok(format!("order {order}: {stock} in stock at {price}"))
    }
}
