//! A stand-in for Telegram on loopback.
