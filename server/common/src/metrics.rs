//! Prometheus metrics. Labels are routes and statuses, never what a path or body contained.

use std::sync::{Arc, Mutex, PoisonError};

use prometheus_client::{
    encoding::{EncodeLabelSet, text},
    metrics::{
        counter::Counter,
        family::Family,
        histogram::{Histogram, exponential_buckets},
    },
    registry::{Metric, Registry},
};

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    method: String,
    route: String,
    status: u16,
}

/// The metrics of one server.
#[derive(Clone)]
pub struct Metrics {
    registry: Arc<Mutex<Registry>>,
    requests: Family<Request, Counter>,
    seconds: Histogram,
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Metrics {
    /// Fresh counters, all zero.
    #[must_use]
    pub fn new() -> Self {
        let metrics = Self {
            registry: Arc::new(Mutex::new(Registry::with_prefix("shailoo"))),
            requests: Family::default(),
            seconds: latency(),
        };
        metrics.register(
            "http_requests",
            "Requests answered",
            metrics.requests.clone(),
        );
        metrics.register(
            "http_request_seconds",
            "Time from a request to its answer",
            metrics.seconds.clone(),
        );
        metrics
    }

    /// Adds a metric of the role: keep a clone of it and count there.
    pub fn register(&self, name: &str, help: &str, metric: impl Metric) {
        self.registry
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .register(name, help, metric);
    }

    /// The exposition text (OpenMetrics, which Prometheus reads).
    #[must_use]
    pub fn encode(&self) -> String {
        let registry = self.registry.lock().unwrap_or_else(PoisonError::into_inner);
        let mut out = String::new();
        // Writing to a string cannot fail.
        let _ = text::encode(&mut out, &registry);
        out
    }

    pub(crate) fn observe(&self, method: &str, route: &str, status: u16, seconds: f64) {
        self.seconds.observe(seconds);
        self.requests
            .get_or_create(&Request {
                method: method.to_owned(),
                route: route.to_owned(),
                status,
            })
            .inc();
    }
}

/// A histogram of seconds from one millisecond to half a minute.
#[must_use]
pub fn latency() -> Histogram {
    Histogram::new(exponential_buckets(0.001, 2.0, 16))
}
