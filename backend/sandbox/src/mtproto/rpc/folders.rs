//! `folders.*`: the archive.

use grammers_tl_types::functions::folders;

use super::{Signed, messages, methods};

methods! { Signed:
    folders::EditPeerFolders => messages::move_peers,
}
