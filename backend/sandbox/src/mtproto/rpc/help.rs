//! `help.*`: open to everybody.

use grammers_tl_types::{enums, functions::help, types};

use super::{Call, Condition, Reply, int, methods};
use crate::mtproto::render::bare;

methods! { Call:
    help::GetConfig => config,
    help::GetNearestDc => nearest,
    help::GetAppConfig => app_config,
}

/// `static` makes clients take the addresses for their own.
fn config(call: &Call, _: help::GetConfig) -> Reply<enums::Config> {
    let accounts = call.accounts();
    let centres = accounts.centres.iter().map(|(id, address)| {
        types::DcOption {
            ipv6: address.is_ipv6(),
            media_only: false,
            tcpo_only: false,
            cdn: false,
            r#static: true,
            this_port_only: false,
            id: *id,
            ip_address: address.ip().to_string(),
            port: address.port().into(),
            secret: None,
        }
        .into()
    });
    let centres = centres.collect();
    Ok(bare::config(int(call.now()), call.centre, &centres).into())
}

fn nearest(call: &Call, _: help::GetNearestDc) -> Reply<enums::NearestDc> {
    let (this_dc, nearest_dc) = (call.centre, call.centre);
    Ok(types::NearestDc { country: "ZZ".into(), this_dc, nearest_dc }.into())
}

/// Frozen accounts learn here that they are: <https://core.telegram.org/api/auth#frozen-accounts>.
fn app_config(call: &Call, _: help::GetAppConfig) -> Reply<enums::help::AppConfig> {
    let accounts = call.accounts();
    let person = accounts.key(call.key).and_then(|key| key.standing.person());
    let account = person.and_then(|person| accounts.account(person));
    let mut value = Vec::new();
    if account.is_some_and(|account| account.condition == Condition::Frozen) {
        let now = f64::from(int(call.now()));
        let appeal = "https://t.me/spambot".to_owned();
        value = vec![
            entry("freeze_since_date", types::JsonNumber { value: now }.into()),
            entry("freeze_until_date", types::JsonNumber { value: now + 604_800.0 }.into()),
            entry("freeze_appeal_url", types::JsonString { value: appeal }.into()),
        ];
    }
    Ok(types::help::AppConfig { hash: 0, config: types::JsonObject { value }.into() }.into())
}

fn entry(key: &str, value: enums::Jsonvalue) -> enums::JsonobjectValue {
    types::JsonObjectValue { key: key.into(), value }.into()
}
