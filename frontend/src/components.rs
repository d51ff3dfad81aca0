//! Pieces that more than one page is made of.

mod avatar;
pub mod chart;
mod dialog;
mod each;
mod empty;
mod error;
mod field;
mod icon;
mod loaded;
mod menu;
mod pane;
mod qr;
mod roster;
mod secret;
pub mod skeleton;
mod time;
mod toast;
pub mod virtual_list;

pub use avatar::Avatar;
pub use dialog::{Confirm, Dialog};
pub use each::Each;
pub use empty::{Drawing, Empty};
pub use error::{ErrorPanel, say, say_field};
pub use field::{Field, Problems};
pub use icon::{Glyph, Icon};
pub use loaded::Loaded;
pub use menu::{Menu, Place, menu_row};
pub use pane::Pane;
pub use qr::Qr;
pub use roster::{Entry, Roster, Shelves, shows_archived};
pub use secret::Secret;
pub use skeleton::{Bones, Skeleton};
pub use time::{Ago, Countdown, provide_now, use_now, use_passed};
pub use toast::{Toaster, Toasts, provide_toasts, use_toasts};
pub use virtual_list::VirtualList;
