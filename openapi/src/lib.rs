//! The contract: everything that crosses the wire between the server and its clients.
