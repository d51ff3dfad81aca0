//! What people talk about: short plays, one per topic.

/// A short play between a person and a bot's operator, or among the members of a group.
#[derive(Clone, Debug)]
pub struct Story {
    /// Its first line in the file.
    pub title: &'static str,
    /// What is said and done.
    pub lines: Vec<Line>,
}

/// One thing that is said or done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// The person, or in a group the member with this letter, says something.
    Say(char, &'static str),
    /// The operator answers.
    Answer(&'static str),
    /// A photo of a scene with its caption.
    Photo(char, &'static str, &'static str),
    /// A document of some kind with its caption.
    Document(&'static str, &'static str),
    /// The person mends what they said last.
    Edit(&'static str),
    /// The person reacts to the last answer.
    React(&'static str),
    /// The person sends where they are.
    Place,
}

impl Story {
    /// Whether it is played in Russian.
    pub fn is_russian(&self) -> bool {
        self.title.chars().any(|letter| ('а'..='я').contains(&letter))
    }
}

/// Reads the stories of a file. `#` begins one, `>` is the person, `<` the operator, `a:` a member of a group;
/// `photo`, `document`, `edit`, `react` and `location` are done.
pub fn read(file: &'static str) -> Vec<Story> {
    let mut stories: Vec<Story> = Vec::new();
    for text in file.lines().filter(|text| !text.is_empty()) {
        if let Some(title) = text.strip_prefix("# ") {
            stories.push(Story { title, lines: Vec::new() });
        } else if let Some(story) = stories.last_mut() {
            story.lines.push(line(text));
        }
    }
    stories
}

/// Reads one line.
pub fn line(text: &'static str) -> Line {
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    match word {
        ">" => Line::Say('a', rest),
        "<" => Line::Answer(rest),
        "edit" => Line::Edit(rest),
        "react" => Line::React(rest),
        "location" => Line::Place,
        "document" => {
            let (kind, caption) = rest.split_once(": ").unwrap_or((rest, ""));
            Line::Document(kind, caption)
        }
        "photo" => {
            let (scene, caption) = rest.split_once(": ").unwrap_or((rest, ""));
            match scene.split_once(' ') {
                Some((who, scene)) => Line::Photo(who.chars().next().unwrap_or('a'), scene, caption),
                None => Line::Photo('a', scene, caption),
            }
        }
        speaker if speaker.len() == 2 && speaker.ends_with(':') => {
            Line::Say(speaker.chars().next().unwrap_or('a'), rest)
        }
        _ => Line::Say('a', text),
    }
}
