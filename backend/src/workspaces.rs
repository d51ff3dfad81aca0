//! Workspaces: the tenants every row belongs to.

pub mod routes;
pub mod service;
pub mod store;
