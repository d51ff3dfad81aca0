//! What can go wrong with a request, and what of it a person should know.

use chrono::{DateTime, Utc};
use openapi::{Code, FieldCode, FieldError, Problem};

/// Why a request did not do what it should.
#[derive(Debug, Clone, PartialEq)]
pub enum Error {
    /// The server said no, and why.
    Refused(Box<Problem>),
    /// The server said no for now: too often, or Telegram asks to wait.
    Wait {
        /// Until when.
        until: DateTime<Utc>,
    },
    /// Something between us and the server said no, in its own words, such as a proxy.
    Status(u16),
    /// The server could not be reached to read something: nothing is lost.
    Unreachable,
    /// No answer came to a change: it may have been done.
    Unanswered,
    /// An answer came that this version cannot read.
    Unreadable(String),
    /// The person is not signed in any more.
    Ended,
}

impl Error {
    /// Reads an answer that is not a good one.
    pub fn of(status: u16, body: &str) -> Self {
        serde_json::from_str(body).map_or(Self::Status(status), |problem| Self::Refused(Box::new(problem)))
    }

    /// What a form finds wrong with a field by itself, before it asks the server.
    pub fn of_field(field: &str, code: FieldCode) -> Self {
        let fault = FieldError { field: field.to_owned(), code, limit: None, message: String::new() };
        Self::own(Code::Invalid, 422, vec![fault])
    }

    /// What an address asks for that cannot be there, so that the server need not be asked.
    pub fn not_found() -> Self {
        Self::own(Code::NotFound, 404, Vec::new())
    }

    fn own(code: Code, status: u16, fields: Vec<FieldError>) -> Self {
        Self::Refused(Box::new(Problem {
            kind: String::new(),
            title: String::new(),
            status,
            code,
            detail: None,
            fields,
            request_id: String::new(),
        }))
    }

    /// The server's own code, if it is the server that said no.
    pub fn code(&self) -> Option<Code> {
        match self {
            Self::Refused(problem) => Some(problem.code),
            Self::Wait { .. } => Some(Code::TooManyRequests),
            _ => None,
        }
    }

    /// What is wrong with a field.
    pub fn field(&self, name: &str) -> Option<&FieldError> {
        let Self::Refused(problem) = self else { return None };
        problem.fields.iter().find(|field| field.field == name)
    }

    /// Whether the server names fields at fault: their inputs then show it.
    pub fn has_fields(&self) -> bool {
        matches!(self, Self::Refused(problem) if !problem.fields.is_empty())
    }

    /// Whether every field at fault is among these.
    pub fn only_fields(&self, known: &[&str]) -> bool {
        matches!(self, Self::Refused(problem) if problem.fields.iter().all(|field| known.contains(&field.field.as_str())))
    }

    /// The id under which the server's log has the request.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Refused(problem) => Some(problem.request_id.as_str()).filter(|id| !id.is_empty()),
            _ => None,
        }
    }

    /// Whether what was asked for is not there for this person, so that showing an older copy would be wrong.
    pub fn is_gone(&self) -> bool {
        matches!(self.code(), Some(Code::NotFound | Code::Forbidden)) || *self == Self::Ended
    }
}

impl From<gloo_net::Error> for Error {
    fn from(error: gloo_net::Error) -> Self {
        Self::Unreadable(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_read_with_its_fields() {
        let body = r#"{"type":"/problems/invalid","title":"Unprocessable","status":422,"code":"invalid",
            "detail":"No.","fields":[{"field":"token","code":"malformed","message":"not a token"}],"request_id":"r1"}"#;
        let error = Error::of(422, body);
        assert_eq!(error.code(), Some(Code::Invalid));
        assert_eq!(error.field("token").map(|field| field.code), Some(FieldCode::Malformed));
        assert_eq!(error.field("name"), None);
        assert_eq!(error.request_id(), Some("r1"));
        assert!(error.has_fields() && !error.is_gone());
    }

    #[test]
    fn an_answer_of_something_between_keeps_its_status() {
        assert_eq!(Error::of(502, "<html>Bad gateway</html>"), Error::Status(502));
    }
}
