//! Forms with a file, streamed from the disk.

use std::{path::Path, time::Duration};

use reqwest::{
    Body,
    multipart::{Form, Part},
};
use serde::Serialize;
use serde_json::Value;
use teloxide::types::{FileId, InputFile};
use tokio_util::io::ReaderStream;

use crate::platforms::{Error, Result};

/// The slowest upload that is waited for, in bytes a second.
const SLOWEST: u64 = 128 * 1024;

/// A file about to be sent.
pub struct File {
    content: tokio::fs::File,
    name: String,
    length: u64,
}

/// Stands in a payload where the form has the file.
pub fn placeholder() -> InputFile {
    InputFile::file_id(FileId(String::new()))
}

impl File {
    /// Opens the file at `path`, to be sent under `name`.
    pub async fn open(path: &Path, name: &str) -> Result<Self> {
        let open = async {
            let content = tokio::fs::File::open(path).await?;
            let length = content.metadata().await?.len();
            Ok::<_, std::io::Error>(Self { content, name: name.to_owned(), length })
        };
        open.await.map_err(|error| Error::refused(format!("the file cannot be read: {error}")))
    }

    /// How much longer than other requests its upload may take.
    pub fn patience(&self) -> Duration {
        Duration::from_secs(self.length / SLOWEST)
    }

    fn part(self) -> Part {
        let body = Body::wrap_stream(ReaderStream::new(self.content));
        Part::stream_with_length(body, self.length).file_name(self.name)
    }
}

/// The payload as a form with files in these fields.
pub fn form(files: impl IntoIterator<Item = (String, File)>, payload: &impl Serialize) -> Result<Form> {
    let Ok(Value::Object(mut values)) = serde_json::to_value(payload) else {
        return Err(Error::refused("the request cannot be written"));
    };
    let mut form = Form::new();
    for (field, file) in files {
        values.remove(&field);
        form = form.part(field, file.part());
    }
    Ok(values.into_iter().fold(form, |form, (name, value)| match value {
        Value::Null => form,
        Value::String(text) => form.text(name, text),
        value => form.text(name, value.to_string()),
    }))
}
