//! `account.*`.

mod password;
mod profile;
mod sessions;

use grammers_tl_types::functions::account;

use super::{Reply, RpcError, Signed, View, methods};

methods! { Signed:
    account::GetAuthorizations => sessions::get,
    account::ResetAuthorization => sessions::reset,
    account::UpdateStatus => profile::update_status,
    account::UpdateProfile => profile::update,
    account::CheckUsername => profile::check_username,
    account::UpdateUsername => profile::update_username,
    account::GetPasswordSettings => password::settings,
    account::UpdatePasswordSettings => password::update,
    account::UpdateNotifySettings => profile::update_notify_settings,
    account::GetNotifySettings => profile::notify_settings,
}
