//! Logs and metrics.

use std::sync::OnceLock;

use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

use crate::config::LogFormat;

/// Starts logging to standard error. A second call changes nothing.
pub fn log(filter: &str, format: LogFormat) {
    let builder = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info")))
        .with_writer(std::io::stderr);
    // fails only when logging was started before, which is fine
    let _ = match format {
        LogFormat::Text => builder.try_init(),
        LogFormat::Json => builder.json().try_init(),
    };
}

/// The process' metrics; they are collected from the first call on.
pub fn metrics() -> Result<&'static PrometheusHandle, BuildError> {
    // the metrics macros write to one recorder per process
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    if let Some(handle) = HANDLE.get() {
        return Ok(handle);
    }
    let seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
    let recorder = PrometheusBuilder::new().set_buckets(&seconds)?.build_recorder();
    let handle = HANDLE.get_or_init(|| recorder.handle());
    // fails only when another thread came first, whose handle it then is
    let _ = metrics::set_global_recorder(recorder);
    Ok(handle)
}
