//! What every answer has, whoever asks for whatever.

use std::{num::NonZeroU32, time::Duration};

use axum::http::Method;
use openapi::Code;
use serde_json::{Value, json};

use crate::harness::{Client, TestApp};

const PLACES: [&str; 7] = ["/runtime", "/nothing", "/auth/me", "//", "//healthz", "//readyz", "//api/docs/"];

#[tokio::test]
async fn browsers_are_told_to_be_strict() {
    let app = TestApp::with(json!({ "public_url": "https://desk.example.org" })).await;
    for place in PLACES {
        let answer = app.anonymous().get(place).await;
        let header =
            |name: &str| answer.header(name).unwrap_or_else(|| panic!("{name} is missing: {answer}"));
        let policy = header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'"), "{place}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{place}: {policy}");
        let script = policy.split(';').find(|part| part.trim().starts_with("script-src")).unwrap();
        assert!(!script.contains("unsafe-inline") && !script.contains("'unsafe-eval'"), "{place}: {script}");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("x-frame-options"), "DENY");
        assert_eq!(header("referrer-policy"), "no-referrer");
        assert_eq!(header("strict-transport-security"), "max-age=31536000");
        assert!(!header("x-request-id").is_empty());
        assert_eq!(answer.header("access-control-allow-origin"), None, "CORS is closed");
    }
    let plain = TestApp::new().await.anonymous().get("/runtime").await;
    assert_eq!(plain.header("strict-transport-security"), None);
    assert_eq!(plain.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn a_request_has_a_name() {
    let app = TestApp::new().await;
    let named = app.anonymous().with("x-request-id", "from-the-proxy-1").get("/auth/me").await;
    assert_eq!(named.header("x-request-id"), Some("from-the-proxy-1"));
    assert_eq!(named.problem(401, Code::Unauthenticated).request_id, "from-the-proxy-1");
    let odd = app.anonymous().with("x-request-id", "a b").get("/auth/me").await;
    assert_ne!(odd.header("x-request-id"), Some("a b"));
}

#[tokio::test]
async fn what_is_not_there_is_a_problem() {
    let app = TestApp::new().await;
    let owner = app.client(&app.owner);
    for place in ["/nothing", "/users/x/y", "//api", "//api/v2/users", "//ws/nothing", "//telegram"] {
        owner.get(place).await.problem(404, Code::NotFound);
    }
    let answer = owner.delete("/users").await;
    assert_eq!(answer.header("allow"), Some("GET,HEAD,POST"));
    answer.problem(405, Code::MethodNotAllowed);
    owner.act("//healthz").await.problem(405, Code::MethodNotAllowed);
}

#[tokio::test]
async fn bodies_are_bounded_and_must_be_json() {
    let app = TestApp::new().await;
    let owner = app.client(&app.owner);
    let large = json!({ "name": "x".repeat(1 << 20) });
    owner.post("/workspaces", &large).await.problem(413, Code::TooLarge);
    let keyed = app.client(&app.owner).with("idempotency-key", "k");
    keyed.post("/workspaces", &large).await.problem(413, Code::TooLarge);
    for (kind, body) in [("application/json", "{"), ("application/json", ""), ("text/plain", "{}")] {
        let body = Some((kind, body.into()));
        owner.ask(Method::POST, "/workspaces", body).await.problem(400, Code::Invalid);
    }
}

#[tokio::test]
async fn callers_are_limited_each_on_their_own() {
    let app = TestApp::with(json!({ "requests_per_minute": NonZeroU32::new(3) })).await;
    let other = app.stranger().await;
    let owner = app.client(&app.owner);
    for left in [2, 1, 0] {
        let answer = owner.get("/auth/me").await;
        assert_eq!(answer.header("ratelimit-policy"), Some("\"requests\";q=3;w=60"));
        assert_eq!(
            answer.header("ratelimit"),
            Some(&*format!("\"requests\";r={left};t={}", (3 - left) * 20))
        );
        answer.ok::<Value>();
    }
    let refused = owner.get("/auth/me").await;
    assert_eq!(refused.header("retry-after"), Some("20"));
    refused.problem(429, Code::TooManyRequests);
    app.client(&other).get("/auth/me").await.ok::<Value>();
    app.anonymous().get("/runtime").await.ok::<Value>();

    app.state.clock.advance(Duration::from_secs(20));
    owner.get("/auth/me").await.ok::<Value>();
    owner.get("/auth/me").await.problem(429, Code::TooManyRequests);
}

#[tokio::test]
async fn the_unknown_are_limited_by_address() {
    let settings = json!({ "requests_per_minute": 2, "trust_forwarded_for": true });
    let app = TestApp::with(settings).await;
    let from = |address: &str| app.bearer("nonsense").with("x-forwarded-for", address);
    for _ in 0..2 {
        from("203.0.113.5").get("/auth/me").await.problem(401, Code::Unauthenticated);
    }
    from("203.0.113.5").get("/auth/me").await.problem(429, Code::TooManyRequests);
    // what comes before the proxy's own word is the client's
    from("198.51.100.7, 203.0.113.5").get("/auth/me").await.problem(429, Code::TooManyRequests);
    from("203.0.113.6").get("/auth/me").await.problem(401, Code::Unauthenticated);
}

#[tokio::test]
async fn other_pages_may_call_only_when_they_are_listed() {
    let app = TestApp::with(json!({ "cors_origins": ["https://page.example.net"] })).await;
    let preflight = async |client: Client, origin: &str| {
        let client = client.with("origin", origin).with("access-control-request-method", "POST");
        client.ask(Method::OPTIONS, "/users", None).await
    };
    let allowed = preflight(app.anonymous(), "https://page.example.net").await;
    assert_eq!(allowed.header("access-control-allow-origin"), Some("https://page.example.net"));
    let foreign = preflight(app.anonymous(), "https://evil.example.com").await;
    assert_eq!(foreign.header("access-control-allow-origin"), None);
    let closed = TestApp::new().await;
    preflight(closed.anonymous(), "https://page.example.net").await.problem(405, Code::MethodNotAllowed);
}

#[tokio::test]
async fn the_page_is_served_from_its_folder() {
    let app = TestApp::new().await;
    app.anonymous().get("//").await.problem(404, Code::NotFound);
    let dist = &app.state.config.static_dir;
    std::fs::create_dir(dist).unwrap();
    for (name, text) in [
        ("index.html", "the page"),
        ("app-0123456789abcdef.js", "code"),
        ("app-0123456789abcdef.js.br", "packed"),
        ("icon.svg", "icon"),
    ] {
        std::fs::write(dist.join(name), text).unwrap();
    }
    for path in ["//", "//bots?q=a.b", "//bots/01a1f8d3-ea00-7591-95d4-2ec47a58c3c0"] {
        let answer = app.anonymous().get(path).await;
        assert_eq!(answer.header("cache-control"), Some("no-cache"));
        assert_eq!((answer.status.as_u16(), answer.text().as_str()), (200, "the page"), "{path}");
    }
    let code = app.anonymous().with("accept-encoding", "gzip, br").get("//app-0123456789abcdef.js").await;
    assert_eq!(code.header("cache-control"), Some("public, max-age=31536000, immutable"));
    assert_eq!(code.header("content-encoding"), Some("br"));
    assert_eq!(code.text(), "packed");
    assert_eq!(app.anonymous().get("//app-0123456789abcdef.js").await.text(), "code");
    assert_eq!(app.anonymous().get("//icon.svg").await.header("cache-control"), Some("no-cache"));
    app.anonymous().get("//app-0000000000000000.js").await.problem(404, Code::NotFound);
    app.anonymous().get("//../Cargo.toml").await.problem(404, Code::NotFound);
    app.anonymous().act("//bots").await.problem(404, Code::NotFound);
}

#[tokio::test]
async fn text_is_compressed() {
    let app = TestApp::new().await;
    let answer = app.anonymous().with("accept-encoding", "gzip").get("//api/openapi.json").await;
    assert_eq!(answer.header("content-encoding"), Some("gzip"));
    let whole = app.anonymous().get("//api/openapi.json").await;
    assert!(answer.body.len() * 4 < whole.body.len(), "{} of {}", answer.body.len(), whole.body.len());
}

#[tokio::test]
async fn the_spec_can_be_browsed() {
    let app = TestApp::new().await;
    let spec: Value = app.anonymous().get("//api/openapi.json").await.ok();
    assert_eq!(spec["info"]["title"], "Switchboard");
    assert_eq!(app.anonymous().get("//api/docs").await.header("location"), Some("/api/docs/"));
    let page = app.anonymous().get("//api/docs/").await;
    assert!(page.text().contains("swagger-ui-bundle.js") && !page.text().contains("<script>"), "{page}");
    let start = app.anonymous().get("//api/docs/swagger-initializer.js").await.text();
    assert!(start.contains("/api/openapi.json") && start.contains("\"validatorUrl\": \"none\""), "{start}");
}

#[tokio::test]
async fn health_is_told() {
    let app = TestApp::new().await;
    assert_eq!(app.anonymous().get("//healthz").await.text(), "ok\n");
    assert_eq!(app.anonymous().get("//readyz").await.text(), "ready\n");
    assert_eq!(app.anonymous().get("//version").await.text(), concat!(env!("CARGO_PKG_VERSION"), "\n"));
    app.execute("DELETE FROM seaql_migrations WHERE version LIKE '%events'").await;
    app.anonymous().get("//readyz").await.problem(503, Code::Unavailable);
    app.state.shutdown.token.cancel();
    app.anonymous().get("//readyz").await.problem(503, Code::Unavailable);
    assert_eq!(app.anonymous().get("//healthz").await.text(), "ok\n");
}

#[tokio::test]
async fn figures_are_for_this_machine_or_for_the_token() {
    let app = TestApp::new().await;
    app.anonymous().get("/runtime").await.ok::<Value>();
    let figures = app.anonymous().get("//metrics").await.text();
    assert!(figures.contains(r#"route="/api/v1/runtime",status="200""#), "{figures}");
    app.anonymous().from([203, 0, 113, 5]).get("//metrics").await.problem(401, Code::Unauthenticated);
    let proxied = app.anonymous().with("x-forwarded-for", "203.0.113.5");
    proxied.get("//metrics").await.problem(401, Code::Unauthenticated);

    let app = TestApp::with(json!({ "metrics_token": "scrape" })).await;
    app.anonymous().get("//metrics").await.problem(401, Code::Unauthenticated);
    app.client(&app.owner).get("//metrics").await.problem(401, Code::Unauthenticated);
    assert_eq!(app.bearer("scrape").from([203, 0, 113, 5]).get("//metrics").await.status, 200);
}
