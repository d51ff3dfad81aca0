//! The one error of the server and how it crosses the wire.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use openapi::{Code, FieldCode, FieldError, IdentityId, Problem};
use sea_orm::{DbErr, RuntimeErr, SqlErr};

use crate::web::{elsewhere::NotHere, request_id};

/// What a request can fail with. `Display` says what a person can act on and never repeats its source.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No credential, or one that is not valid any more.
    #[error("sign in first")]
    Unauthenticated,
    /// Name or password is wrong.
    #[error("the name or the password is wrong")]
    BadCredentials,
    /// The role or the key's scopes do not allow this.
    #[error("this needs {0}")]
    Forbidden(&'static str),
    /// There is no such row in the caller's workspace.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// The request could not be read.
    #[error("{0}")]
    BadRequest(String),
    /// The address exists, but not for this method.
    #[error("this address does not take that method; see the Allow header")]
    MethodNotAllowed,
    /// Fields break rules.
    #[error("some fields are not valid")]
    Invalid(Vec<FieldError>),
    /// The body is larger than this route takes.
    #[error("the body is larger than {0} bytes")]
    TooLarge(usize),
    /// The change does not fit the present state.
    #[error("{1}")]
    Conflict(Code, String),
    /// The account's connection is needed, and is not here.
    #[error("this account is not connected here just now")]
    NotConnected(IdentityId),
    /// The row was changed since it was read.
    #[error("someone changed it in the meantime: read it again")]
    Stale,
    /// Too many requests.
    #[error("too many requests: try again in {0} s")]
    TooMany(u64),
    /// Telegram refused, in its own words.
    #[error("Telegram: {0}")]
    Telegram(String),
    /// This server is not ready or is stopping.
    #[error("{0}")]
    Unavailable(&'static str),
    /// The database failed.
    #[error("the database failed")]
    Database(#[source] DbErr),
    /// A fault of ours.
    #[error("{0}")]
    Internal(&'static str, #[source] Box<dyn std::error::Error + Send + Sync>),
}

/// What most functions return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}

impl Error {
    /// One field that breaks a rule.
    pub fn field(field: &str, code: FieldCode, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError {
            field: field.to_owned(),
            code,
            limit: None,
            message: message.into(),
        }])
    }

    /// A conflict with the present state.
    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::Conflict(Code::Conflict, detail.into())
    }

    /// Wraps a fault of ours with what was being done.
    pub fn internal(
        doing: &'static str,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self::Internal(doing, source.into())
    }

    /// Turns a broken unique rule of the database into a clear answer; other failures stay as they are.
    pub fn or_exists(error: DbErr, detail: &str) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => {
                Self::Conflict(Code::AlreadyExists, detail.to_owned())
            }
            _ => error.into(),
        }
    }

    /// Whether the database did not answer, or asks to try again: nothing is wrong with what it was given. Codes:
    /// <https://www.postgresql.org/docs/current/errcodes-appendix.html>, <https://www.sqlite.org/rescode.html>.
    pub fn is_passing(&self) -> bool {
        let Self::Database(error) = self else { return false };
        let (DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error))) = error
        else {
            return matches!(error, DbErr::Conn(_) | DbErr::ConnectionAcquire(_));
        };
        let sqlx::Error::Database(error) = &**error else {
            return matches!(
                &**error,
                sqlx::Error::Io(_)
                    | sqlx::Error::Tls(_)
                    | sqlx::Error::PoolTimedOut
                    | sqlx::Error::PoolClosed
                    | sqlx::Error::WorkerCrashed
            );
        };
        let code = error.code().unwrap_or_default();
        if error.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() {
            // busy, locked, out of memory, read-only, interrupted, failing disk, full disk, cannot open
            return code.parse().is_ok_and(|code: i32| [5, 6, 7, 8, 9, 10, 13, 14].contains(&(code & 0xff)));
        }
        // connection, standby, rolled back, resources, lock not available, operator, system
        ["08", "25006", "40", "53", "55P03", "57", "58"].iter().any(|class| code.starts_with(class))
    }

    /// The HTTP status and the stable code.
    pub fn status(&self) -> (StatusCode, Code) {
        match self {
            Self::Unauthenticated => (StatusCode::UNAUTHORIZED, Code::Unauthenticated),
            Self::BadCredentials => (StatusCode::UNAUTHORIZED, Code::BadCredentials),
            Self::Forbidden(_) => (StatusCode::FORBIDDEN, Code::Forbidden),
            Self::NotFound(_) => (StatusCode::NOT_FOUND, Code::NotFound),
            Self::BadRequest(_) => (StatusCode::BAD_REQUEST, Code::Invalid),
            Self::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, Code::MethodNotAllowed),
            Self::Invalid(_) => (StatusCode::UNPROCESSABLE_ENTITY, Code::Invalid),
            Self::TooLarge(_) => (StatusCode::PAYLOAD_TOO_LARGE, Code::TooLarge),
            Self::Conflict(code, _) => (StatusCode::CONFLICT, *code),
            Self::NotConnected(_) => (StatusCode::CONFLICT, Code::NotConnected),
            Self::Stale => (StatusCode::PRECONDITION_FAILED, Code::Stale),
            Self::TooMany(_) => (StatusCode::TOO_MANY_REQUESTS, Code::TooManyRequests),
            Self::Telegram(_) => (StatusCode::BAD_GATEWAY, Code::Telegram),
            Self::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, Code::Unavailable),
            Self::Database(_) | Self::Internal(..) => (StatusCode::INTERNAL_SERVER_ERROR, Code::Internal),
        }
    }

    fn problem(&self, request_id: String) -> Problem {
        let (status, code) = self.status();
        let slug =
            serde_json::to_value(code).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
        Problem {
            kind: format!("/problems/{slug}"),
            title: status.canonical_reason().unwrap_or_default().to_owned(),
            status: status.as_u16(),
            code,
            detail: (status != StatusCode::INTERNAL_SERVER_ERROR).then(|| self.to_string()),
            fields: if let Self::Invalid(fields) = self { fields.clone() } else { Vec::new() },
            request_id,
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (status, _) = self.status();
        let request_id = request_id::current();
        if status.is_server_error() {
            tracing::error!(request_id, error = chain(&self), "request failed");
        }
        let mut response = (status, axum::Json(self.problem(request_id))).into_response();
        if let Self::NotConnected(id) = self {
            response.extensions_mut().insert(NotHere(id));
        }
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Self::TooMany(seconds) = self {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if matches!(self, Self::Unauthenticated) {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// An error and its sources in one line.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(": ");
        text.push_str(&error.to_string());
        source = error.source();
    }
    text
}
