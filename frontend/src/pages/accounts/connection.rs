//! How an account connects, where the server's own way is not wanted: proxy, application, device.

use leptos::prelude::*;
use openapi::accounts::{ApiCredentials, Device};

use crate::{api::Error, components::Field, i18n::t};

/// What the forms that add an account have inputs for, by their names on the wire: first who it is, then how it connects.
pub const FIELDS: [&str; 10] = [
    "phone",
    "session",
    "name",
    "proxy",
    "api.id",
    "api.hash",
    "device.model",
    "device.system",
    "device.app_version",
    "device.language",
];

/// What is typed so far.
#[derive(Clone, Copy)]
pub struct Connection {
    proxy: RwSignal<String>,
    api_id: RwSignal<String>,
    api_hash: RwSignal<String>,
    /// What Telegram is told of the device; the server's own words where all of it is empty.
    pub device: DeviceFields,
}

/// What is typed of a device.
#[derive(Clone, Copy)]
pub struct DeviceFields {
    model: RwSignal<String>,
    system: RwSignal<String>,
    app_version: RwSignal<String>,
    language: RwSignal<String>,
}

impl Connection {
    /// Nothing is typed.
    pub fn new() -> Self {
        let empty = || RwSignal::new(String::new());
        Self { proxy: empty(), api_id: empty(), api_hash: empty(), device: DeviceFields::new(None) }
    }

    /// The proxy, if there is one.
    pub fn proxy(&self) -> Option<String> {
        given(self.proxy)
    }

    /// The application, if there is one. An id that is no number is one the server refuses.
    pub fn api(&self) -> Option<ApiCredentials> {
        let (id, hash) = (given(self.api_id), given(self.api_hash));
        (id.is_some() || hash.is_some()).then(|| ApiCredentials {
            id: id.and_then(|id| id.parse().ok()).unwrap_or_default(),
            hash: hash.unwrap_or_default(),
        })
    }
}

impl DeviceFields {
    /// Begins with a device, or with nothing.
    pub fn new(device: Option<Device>) -> Self {
        let fields = Self {
            model: RwSignal::new(String::new()),
            system: RwSignal::new(String::new()),
            app_version: RwSignal::new(String::new()),
            language: RwSignal::new(String::new()),
        };
        if let Some(device) = device {
            fields.set(&device);
        }
        fields
    }

    /// Shows a device.
    pub fn set(&self, device: &Device) {
        self.model.set(device.model.clone());
        self.system.set(device.system.clone());
        self.app_version.set(device.app_version.clone());
        self.language.set(device.language.clone());
    }

    /// The device as it is typed. Reactive where something reacts.
    pub fn get(&self) -> Device {
        Device {
            model: self.model.get().trim().to_owned(),
            system: self.system.get().trim().to_owned(),
            app_version: self.app_version.get().trim().to_owned(),
            language: self.language.get().trim().to_owned(),
        }
    }

    /// The device, if anything of it is typed.
    pub fn given(&self) -> Option<Device> {
        let device = untrack(|| self.get());
        let parts = [&device.model, &device.system, &device.app_version, &device.language];
        parts.iter().any(|part| !part.is_empty()).then_some(device)
    }
}

fn given(text: RwSignal<String>) -> Option<String> {
    Some(text.get_untracked().trim().to_owned()).filter(|text| !text.is_empty())
}

/// Its inputs, folded away: few need them.
#[component]
pub fn ConnectionFields(connection: Connection, #[prop(into)] error: Signal<Option<Error>>) -> impl IntoView {
    let Connection { proxy, api_id, api_hash, device } = connection;
    // a field at fault must not hide
    let (_, own) = FIELDS.split_at(3);
    let at_fault = move || {
        error.with(|error| {
            error.as_ref().is_some_and(|error| own.iter().any(|name| error.field(name).is_some()))
        })
    };
    view! {
        <details class="fold" open=at_fault>
            <summary>{t::accounts::connection}</summary>
            <div class="form">
                <ProxyField name="proxy" proxy error />
                <div class="pair">
                    <Field name="api.id" label=t::accounts::api_id error>
                        <input id="api.id" class="input mono" inputmode="numeric" autocomplete="off" bind:value=api_id />
                    </Field>
                    <Field name="api.hash" label=t::accounts::api_hash error>
                        <input id="api.hash" class="input mono" autocomplete="off" autocapitalize="none" spellcheck="false" bind:value=api_hash />
                    </Field>
                </div>
                <p class="small dim">{t::accounts::api_hint}" "<a href="https://my.telegram.org" target="_blank" rel="noreferrer">"my.telegram.org"</a></p>
                <DeviceInputs device error />
            </div>
        </details>
    }
}

/// The proxy's input.
#[component]
pub fn ProxyField(
    /// Its name on the wire.
    name: &'static str,
    proxy: RwSignal<String>,
    #[prop(into)] error: Signal<Option<Error>>,
) -> impl IntoView {
    view! {
        <Field name label=t::accounts::proxy hint=t::accounts::proxy_hint error>
            <input id=name class="input mono" autocomplete="off" autocapitalize="none" spellcheck="false" placeholder="socks5://user:password@host:port" bind:value=proxy />
        </Field>
    }
}

/// The inputs of a device.
#[component]
pub fn DeviceInputs(device: DeviceFields, #[prop(into)] error: Signal<Option<Error>>) -> impl IntoView {
    let DeviceFields { model, system, app_version, language } = device;
    view! {
        <fieldset class="field stack">
            <legend>{t::accounts::device}</legend>
            <span class="hint">{t::accounts::device_hint}</span>
            <div class="pair">
                <Field name="device.model" label=t::accounts::device_model error>
                    <input id="device.model" class="input" maxlength="64" bind:value=model />
                </Field>
                <Field name="device.system" label=t::accounts::device_system error>
                    <input id="device.system" class="input" maxlength="64" bind:value=system />
                </Field>
                <Field name="device.app_version" label=t::accounts::device_app error>
                    <input id="device.app_version" class="input" maxlength="64" bind:value=app_version />
                </Field>
                <Field name="device.language" label=t::accounts::device_language error>
                    <input id="device.language" class="input" maxlength="16" placeholder="en" autocapitalize="none" bind:value=language />
                </Field>
            </div>
        </fieldset>
    }
}
