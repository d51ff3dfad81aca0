//! Waiting for a change without asking again and again.

use tokio::sync::Notify;

/// Looks now and each time the bell rings, until what is seen is as wanted. The bell must ring after every
/// change.
pub async fn watch<T>(bell: &Notify, look: impl Fn() -> T, wanted: impl Fn(&T) -> bool) -> T {
    loop {
        let ring = bell.notified();
        tokio::pin!(ring);
        ring.as_mut().enable();
        let seen = look();
        if wanted(&seen) {
            return seen;
        }
        ring.await;
    }
}
