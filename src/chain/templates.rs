//! The ready-made chains an organiser can start from, kept as JSON under `templates/chains`.

use std::sync::LazyLock;

use entity::shared::Kind;
use rust_embed::RustEmbed;
use serde::{Deserialize, Serialize};

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/templates/chains"]
struct Files;

/// A ready-made chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    pub id: String,
    pub position: i32,
    pub language: String,
    /// What the choosing page calls it.
    pub label: String,
    /// When to pick it.
    pub about: String,
    pub name: String,
    pub topic: String,
    pub purpose: String,
    pub sensitive: bool,
    pub prompts: Vec<TemplatePrompt>,
}

/// One of its questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplatePrompt {
    pub kind: Kind,
    pub text: String,
    #[serde(default)]
    pub hint: String,
}

static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| {
    let read = |path: std::borrow::Cow<'static, str>| {
        let file = Files::get(&path).expect("invariant: the list of files names only files");
        serde_json::from_slice(&file.data)
            .unwrap_or_else(|error| panic!("invariant: {path} is a chain: {error}"))
    };
    let mut all: Vec<Template> = Files::iter().map(read).collect();
    all.sort_by_key(|template| template.position);
    all
});

/// Lists the ready-made chains, the empty one last.
pub fn list() -> &'static [Template] {
    &TEMPLATES
}

/// Finds a ready-made chain.
pub fn find(id: &str) -> Option<&'static Template> {
    TEMPLATES.iter().find(|template| template.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ready_made_chains_are_sound_and_begin_with_strengths() {
        assert_eq!(list().len(), 5);
        for template in list() {
            assert!(!template.label.is_empty() && !template.about.is_empty());
            if template.id != "empty" {
                assert_eq!(template.prompts[0].kind, Kind::Strength, "{}", template.id);
                assert!(template.topic.chars().count() <= 60);
            }
        }
    }
}
