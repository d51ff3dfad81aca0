//! Large files that accounts saw: passed on as they come from Telegram, whole or in part. No more than a part of one is
//! ever in memory.
//!
//! What is asked for whole is stored on the way. A client that goes away ends the fetch, and what came so far is thrown
//! away: nobody may ever want the rest of it.

use axum::{
    body::{Body, Bytes as Chunk},
    http::{HeaderValue, Method, StatusCode, header, request::Parts},
    response::IntoResponse,
};
use futures::{StreamExt, stream};
use openapi::IdentityId;
use tokio::sync::OwnedMutexGuard;

use super::{
    download::{Fetching, keep},
    files::Draft,
    range::Range,
    serve::{self, Bytes, names},
    store,
    upload::disk,
};
use crate::{
    accounts,
    entity::{chat::PeerKind, media},
    error::{Error, Result, chain},
    platforms::telegram_account::{
        Failure,
        download::{Download, PART},
    },
    state::AppState,
};

/// Up to here a file is fetched into the store before its first byte is passed on, in bytes: soon enough, and whoever
/// else asks for it meanwhile gets it from there.
const SMALL: u64 = 8 * PART;

/// A large file that is at Telegram only.
pub(super) struct Large<'a> {
    state: &'a AppState,
    row: media::Model,
    account: IdentityId,
    download: Download,
    size: u64,
}

impl<'a> Large<'a> {
    /// This file as one; none where it is small, or a bot's.
    pub async fn of(state: &'a AppState, row: &media::Model) -> Result<Option<Self>> {
        let size = row.info.size.and_then(|size| u64::try_from(size).ok()).filter(|size| *size > SMALL);
        let (Some(size), Some(account), Some(file_id)) = (size, row.identity_id, &row.file_id) else {
            return Ok(None);
        };
        let Some(mut download) = Download::begin(file_id) else { return Ok(None) };
        name_channel(state, account, &mut download).await?;
        Ok(Some(Self { state, row: row.clone(), account, download, size }))
    }

    /// Answers with what is asked for of it. What Telegram refuses is told before the answer begins.
    pub async fn serve(self, fetching: &Fetching, request: &Parts) -> Result<Bytes> {
        let (headers, size) = (&request.headers, self.size);
        let tag = serve::tag(self.row.id);
        if names(headers, &header::IF_NONE_MATCH, &tag) {
            return Ok(serve::not_modified(&tag, self.row.info.name.as_deref()));
        }
        let same = !headers.contains_key(header::IF_RANGE) || names(headers, &header::IF_RANGE, &tag);
        let asked = headers.get(header::RANGE).and_then(|range| range.to_str().ok()).filter(|_| same);
        let range = asked.map_or(Range::Whole, |range| Range::read(range, size));
        let (status, from, to) = match range {
            Range::Whole => (StatusCode::OK, 0, size),
            Range::Part(from, to) => (StatusCode::PARTIAL_CONTENT, from, to),
            Range::Beyond => {
                let place = [(header::CONTENT_RANGE, format!("bytes */{size}"))];
                return Ok(Bytes((StatusCode::RANGE_NOT_SATISFIABLE, place).into_response()));
            }
        };
        let name = self.row.info.name.clone();
        let (mut response, mime) = if request.method == Method::HEAD {
            (status.into_response(), None)
        } else {
            let (body, mime) = self.open(fetching, from, to).await?;
            ((status, body).into_response(), mime)
        };
        serve::describe(response.headers_mut(), &tag, mime, name.as_deref());
        let headers = response.headers_mut();
        headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        headers.insert(header::CONTENT_LENGTH, (to - from).into());
        if status == StatusCode::PARTIAL_CONTENT
            && let Ok(place) = HeaderValue::try_from(format!("bytes {from}-{}/{size}", to - 1))
        {
            headers.insert(header::CONTENT_RANGE, place);
        }
        Ok(Bytes(response))
    }

    /// The bytes from one place up to another, of which the first are there, and their type, where they tell.
    async fn open(self, fetching: &Fetching, from: u64, to: u64) -> Result<(Body, Option<&'static str>)> {
        // whoever comes second is not kept waiting for the first one's client
        let turn = fetching.turn(self.row.id);
        let turn = (from == 0 && to == self.size).then(|| turn.try_lock_owned().ok()).flatten();
        let store = match turn {
            Some(turn) => Some((Draft::begin(&self.state.media_dir()).await.map_err(disk)?, turn)),
            None => None,
        };
        let mut flow = Flow {
            state: self.state.clone(),
            row: self.row,
            account: self.account,
            download: self.download,
            at: from,
            to,
            store,
        };
        let first = flow.next(false).await?;
        let mime = first.as_ref().filter(|_| from == 0).and_then(|first| infer::get(first));
        let rest = stream::unfold(Some(flow), |flow| async {
            let mut flow = flow?;
            match flow.next(true).await {
                Ok(chunk) => chunk.map(|chunk| (Ok(chunk), Some(flow))),
                Err(error) => {
                    let file = flow.row.id;
                    tracing::warn!(%file, error = chain(&error), "a download broke off");
                    Some((Err(error), None))
                }
            }
        });
        let body = Body::from_stream(stream::iter(first.map(Ok)).chain(rest));
        Ok((body, mime.map(|kind| kind.mime_type())))
    }
}

/// A file on its way from Telegram to a client.
struct Flow {
    state: AppState,
    row: media::Model,
    account: IdentityId,
    download: Download,
    at: u64,
    to: u64,
    /// Where it is stored on the way, by whoever's turn it is.
    store: Option<(Draft, OwnedMutexGuard<()>)>,
}

impl Flow {
    /// The next bytes; none at the end. Where Telegram makes the account wait, that is obeyed if `patient`, else told.
    async fn next(&mut self, patient: bool) -> Result<Option<Chunk>> {
        if self.at >= self.to {
            return Ok(None);
        }
        let begin = self.at / PART * PART;
        let part = loop {
            let client = self.state.accounts.connected(self.account)?.client;
            match self.download.part(&client, begin).await {
                Err(Failure::Wait(wait)) if patient => self.state.clock.sleep(wait).await,
                part => break part?,
            }
        };
        self.remember_reference().await?;
        let (skip, most) = (self.at - begin, self.to - begin);
        let (skip, end) = (index(skip), index(most).min(part.len()));
        if skip >= end {
            return Err(Error::Telegram("the file ended before its end".to_owned()));
        }
        let chunk = part.slice(skip..end);
        self.at += chunk.len() as u64;
        if let Some((mut draft, turn)) = self.store.take() {
            draft.write(&chunk).await.map_err(disk)?;
            if self.at < self.to {
                self.store = Some((draft, turn));
            } else {
                keep(&self.state, &self.row, draft).await?;
            }
        }
        Ok(Some(chunk))
    }

    /// A reference that had to be renewed is of use to whoever comes next.
    async fn remember_reference(&mut self) -> Result<()> {
        let Some(fresh) = self.download.fresh_file_id() else { return Ok(()) };
        if self.row.file_id.as_ref() == Some(&fresh) {
            return Ok(());
        }
        let tx = self.state.db.begin().await?;
        store::set_file_id(&tx, self.row.workspace_id, self.row.id, &fresh).await?;
        tx.commit().await?;
        self.row.file_id = Some(fresh);
        Ok(())
    }
}

/// Tells a download what the account names the channel by that the file came from.
pub(super) async fn name_channel(
    state: &AppState,
    account: IdentityId,
    download: &mut Download,
) -> Result<()> {
    if let Some(channel) = download.channel() {
        let reader = &state.db.reader;
        let hash = accounts::store::access_hash(reader, account, PeerKind::Channel, channel).await?;
        download.name_channel(hash.unwrap_or_default());
    }
    Ok(())
}

/// A place within a part.
fn index(place: u64) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}
