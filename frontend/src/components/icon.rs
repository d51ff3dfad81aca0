//! Icons: one stroke each, drawn on 24 by 24.

use leptos::prelude::*;

/// What an icon shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glyph {
    Alert,
    Archive,
    Attach,
    Back,
    Bot,
    Channel,
    Chart,
    Chat,
    Check,
    Clock,
    Close,
    Copy,
    Down,
    Download,
    Edit,
    File,
    Forward,
    Image,
    Info,
    Key,
    Join,
    Language,
    Leave,
    Link,
    Log,
    Moon,
    More,
    Pause,
    People,
    Person,
    Pin,
    Place,
    Play,
    Plus,
    Press,
    Pulse,
    Qr,
    Reply,
    Restart,
    Search,
    Seen,
    Settings,
    Silent,
    Sound,
    Stop,
    Sun,
    Trash,
    Unread,
    Voice,
    Workspace,
}

impl Glyph {
    const fn path(self) -> &'static str {
        match self {
            Self::Alert => "M12 4 2.8 19.5h18.4ZM12 10v4m0 3h.01",
            Self::Archive => "M4 8h16v11a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1ZM3 4h18v4H3Zm7 8h4",
            Self::Attach => {
                "m20 11-8.5 8.5a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 4.7 4.7l-8.5 8.5a1.7 1.7 0 0 1-2.4-2.4L14.5 7"
            }
            Self::Back => "m14 6-6 6 6 6",
            Self::Bot => {
                "M7 8h10a3 3 0 0 1 3 3v5a3 3 0 0 1-3 3H7a3 3 0 0 1-3-3v-5a3 3 0 0 1 3-3Zm5 0V4M9 13h.01M15 13h.01"
            }
            Self::Channel => "M4 10v4l11 4V6ZM15 9a3 3 0 0 1 0 6M7 15l1 5h3l-1-4",
            Self::Chart => "M4 19V9m5 10V5m5 14v-7m5 7V8",
            Self::Chat => "M5 5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-7l-5 4v-4H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2Z",
            Self::Check => "m5 12.5 4.5 4.5L19 7.5",
            Self::Clock => "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-14v5l3.5 2",
            Self::Close => "m6 6 12 12M18 6 6 18",
            Self::Copy => "M9 9h10v11H9ZM15 9V4H5v11h4",
            Self::Down => "m6 10 6 6 6-6",
            Self::Download => "M12 4v11m0 0 4-4m-4 4-4-4M5 20h14",
            Self::Edit => "M4 20v-4L15.5 4.5l4 4L8 20ZM13 7l4 4",
            Self::File => "M6 3h8l5 5v13H6ZM14 3v5h5",
            Self::Forward => "m13 7 6 5-6 5v-3.5c-5 0-7.5 1-9 4 .3-5 3-8 9-8Z",
            Self::Image => {
                "M5 5h14a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1Zm-1 12 5-5 4 4 3-3 4 4M15.5 9.5h.01"
            }
            Self::Info => "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-10v6m0-9h.01",
            Self::Key => "M8 16a4 4 0 1 1 3.5-6H21v4h-2v3h-4v-3h-3.5A4 4 0 0 1 8 16Zm0-4h.01",
            Self::Join => "M14 4h5v16h-5M3 12h11m0 0-3.5-3.5M14 12l-3.5 3.5",
            Self::Language => {
                "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM3 12h18M12 3c-5 5.5-5 12.5 0 18 5-5.5 5-12.5 0-18Z"
            }
            Self::Leave => "M10 4H5v16h5m3-8h8m0 0-3.5-3.5M21 12l-3.5 3.5",
            Self::Link => {
                "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1m2 4a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1"
            }
            Self::Log => "M6 3h9l4 4v14H6ZM15 3v4h4M9 12h7M9 16h7",
            Self::Moon => "M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5Z",
            Self::More => "M6 12h.01M12 12h.01M18 12h.01",
            Self::Pause => "M8 5v14M16 5v14",
            Self::People => {
                "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6.5 9c1-4.5 12-4.5 13 0M16 4.5a3.5 3.5 0 0 1 0 6m2 4.5c2 .5 3 2 3.5 5"
            }
            Self::Person => "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-8 8c1.5-4.5 14.5-4.5 16 0",
            Self::Pin => "M9 4h6l-1 6 3 3v2H7v-2l3-3ZM12 15v6",
            Self::Place => {
                "M12 21c-4-4.500-7-7.800-7-11a7 7 0 0 1 14 0c0 3.200-3 6.500-7 11Zm0-8.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Z"
            }
            Self::Play => "M7 5v14l12-7Z",
            Self::Plus => "M12 5v14M5 12h14",
            Self::Press => "M9 11V6a2 2 0 1 1 4 0v5l4.5 1.5a2 2 0 0 1 1.3 2.4L18 20H10l-4-5.5 1.5-1Z",
            Self::Pulse => "M3 12h4l3-7 4 14 3-7h4",
            Self::Qr => "M4 4h6v6H4Zm10 0h6v6h-6ZM4 14h6v6H4Zm10 0h2v2h-2Zm4 0h2m-6 6h2m2-2h2v2h-2Z",
            Self::Reply => "m11 7-6 5 6 5v-3.5c5 0 7.5 1 9 4-.3-5-3-8-9-8Z",
            Self::Restart => "M20 12a8 8 0 1 1-2.5-5.8M20 3v4.5h-4.5",
            Self::Search => "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm5-2 5 5",
            Self::Seen => "m2 12.5 4.5 4.5L16 7.5M11.5 16l1 1L22 7.5",
            Self::Settings => {
                "M4 7h10m4 0h2M4 17h2m4 0h10M16 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Zm-8 10a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z"
            }
            Self::Silent => "M6.5 9.5A5.5 5.5 0 0 1 17.5 11v4l2 2.5h-14M6.5 15v-2m3.5 7.5h4M4 4l16 16",
            Self::Sound => "M6.5 9.5a5.5 5.5 0 0 1 11 0V15l2 2.5h-15l2-2.5Zm4 11h3",
            Self::Stop => "M7 6h10a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1Z",
            Self::Sun => {
                "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm0-13v2m0 14v2M3 12h2m14 0h2M5.6 5.6 7 7m10 10 1.4 1.4M18.4 5.6 17 7M7 17l-1.4 1.4"
            }
            Self::Trash => "M4 7h16M9 7V4h6v3m3 0-1 13H7L6 7m4 4v5m4-5v5",
            Self::Unread => {
                "M5 5h9m5 7v3a2 2 0 0 1-2 2h-5l-5 4v-4H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2m13.5 4a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z"
            }
            Self::Voice => "M12 15a3 3 0 0 0 3-3V7a3 3 0 1 0-6 0v5a3 3 0 0 0 3 3Zm-6-3a6 6 0 0 0 12 0m-6 6v3",
            Self::Workspace => "M4 20V6l8-3 8 3v14M4 20h16M9 9h.01M15 9h.01M9 13h.01M15 13h.01M10 20v-3h4v3",
        }
    }
}

/// An icon, silent to screen readers: the words beside it speak.
#[component]
pub fn Icon(glyph: Glyph, #[prop(optional)] small: bool) -> impl IntoView {
    view! {
        <svg class=if small { "icon small" } else { "icon" } viewBox="0 0 24 24" aria-hidden="true">
            <path d=glyph.path()></path>
        </svg>
    }
}
