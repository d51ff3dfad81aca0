//! Switchboard: the headless control plane.
