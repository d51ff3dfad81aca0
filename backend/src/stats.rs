//! Figures for the dashboard, counted when asked.

pub mod routes;
mod service;
mod store;
