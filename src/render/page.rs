//! What the front matter asks of the page.

use crate::results::Record;
use serde::Serialize;
use serde_json::{Map, Value as Json};

/// The title block and the options of the page. R Markdown's names count, Quarto's hyphens are accepted.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Page {
    /// Title, Markdown.
    pub title: String,
    /// Subtitle, Markdown.
    pub subtitle: String,
    /// Authors in order.
    pub authors: Vec<Author>,
    /// Date as written.
    pub date: String,
    /// Abstract, Markdown.
    pub abstract_text: String,
    /// Language of the text, such as `en`.
    pub lang: String,
    /// Keywords.
    pub keywords: Vec<String>,
    /// Whether there is a table of contents.
    pub toc: bool,
    /// Lowest level of heading in the table of contents.
    pub toc_depth: usize,
    /// Title of the table of contents.
    pub toc_title: String,
    /// Whether the table of contents floats beside the text.
    pub toc_float: bool,
    /// Whether sections are numbered.
    pub number_sections: bool,
    /// `none`, `hide` or `show`: whether code can be folded and how it begins.
    pub code_folding: String,
    /// Whether code is highlighted.
    pub highlight: bool,
    /// Whether headings carry a link to themselves.
    pub anchor_sections: bool,
    /// Stylesheets to add, as paths.
    pub css: Vec<String>,
}

/// An author.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Author {
    /// Name.
    pub name: String,
    /// Affiliations.
    pub affiliations: Vec<String>,
    /// Address.
    pub email: String,
}

impl Page {
    /// Reads the front matter for a kind of output: `html` or `pdf`.
    pub fn new(record: &Record, kind: &str) -> Self {
        let meta = &record.meta;
        let asked = asked(meta, kind);
        let option = |name: &str| asked.get(name);
        let flag = |name: &str, default: bool| option(name).map_or(default, |v| truth(v, default));
        let floating = option("toc_float").is_some_and(|v| v.is_object() || truth(v, false))
            || option("toc_location").and_then(Json::as_str).is_some_and(|l| l != "body");
        let number = |name: &str| option(name).and_then(Json::as_u64).map(|d| d.clamp(1, 6) as usize);
        Self {
            title: text(meta.get("title")),
            subtitle: text(meta.get("subtitle")),
            authors: authors(meta.get("author").or(meta.get("authors"))),
            date: text(meta.get("date")),
            abstract_text: text(meta.get("abstract")),
            lang: meta.get("lang").and_then(Json::as_str).unwrap_or("en").to_string(),
            keywords: strings(meta.get("keywords")),
            toc: flag("toc", false),
            toc_depth: number("toc_depth").unwrap_or(if kind == "pdf" { 2 } else { 3 }),
            toc_title: option("toc_title").map_or_else(|| "Contents".into(), |v| text(Some(v))),
            toc_float: floating,
            number_sections: flag("number_sections", false),
            code_folding: folding(option("code_folding").or(option("code_fold"))),
            highlight: option("highlight").is_none_or(|v| !v.is_null() && v.as_str() != Some("none")),
            anchor_sections: flag("anchor_sections", true),
            css: strings(option("css")),
        }
    }
}

/// Whether any output of the front matter says `keep_md` (or Quarto's `keep-md`).
pub fn keeps_markdown(record: &Record) -> bool {
    let kept = |options: &Map<String, Json>| {
        options.get("keep_md").or(options.get("keep-md")).is_some_and(|v| truth(v, false))
    };
    kept(&record.meta) || outputs(&record.meta).iter().any(|(_, options)| kept(options))
}

/// Options of the outputs of a kind, later ones over earlier ones, hyphens in names replaced.
fn asked(meta: &Map<String, Json>, kind: &str) -> Map<String, Json> {
    let mut found = Map::new();
    let mut add = |options: &Map<String, Json>| {
        for (name, value) in options {
            found.insert(name.replace('-', "_"), value.clone());
        }
    };
    // Quarto allows the options at the top of the front matter.
    let top = ["toc", "toc-depth", "toc-title", "number-sections", "code-fold", "css", "anchor-sections"];
    for name in top {
        if let Some(value) = meta.get(name) {
            add(&Map::from_iter([(name.to_string(), value.clone())]));
        }
    }
    let (mut named, mut html) = (false, None);
    for (name, options) in outputs(meta) {
        let of = match name.rsplit("::").next().unwrap_or(&name) {
            "pdf_document" | "pdf_document2" | "pdf_book" | "latex_document" | "pdf" | "typst" => "pdf",
            "html_document" | "html_document2" | "html_notebook" | "html_vignette" | "html" => "html",
            other if other.contains("html") => "html",
            _ => "",
        };
        if of == kind {
            add(options);
            named = true;
        } else if of == "html" {
            html = html.or(Some(options));
        }
    }
    // One report has one look: the contents and numbers of a page hold for a PDF nobody said more about.
    if let Some(html) = html.filter(|_| !named) {
        let shared =
            ["toc", "toc_depth", "toc-depth", "toc_title", "toc-title", "number_sections", "number-sections"];
        for (name, value) in html.iter().filter(|(name, _)| shared.contains(&name.as_str())) {
            found.entry(name.replace('-', "_")).or_insert_with(|| value.clone());
        }
    }
    found
}

/// The outputs the front matter names, with their options.
fn outputs(meta: &Map<String, Json>) -> Vec<(String, &Map<String, Json>)> {
    ["output", "format"]
        .into_iter()
        .filter_map(|key| meta.get(key).and_then(Json::as_object))
        .flatten()
        .filter_map(|(name, options)| Some((name.clone(), options.as_object()?)))
        .collect()
}

fn truth(value: &Json, default: bool) -> bool {
    match value {
        Json::Bool(b) => *b,
        Json::String(s) => matches!(s.as_str(), "true" | "TRUE" | "yes"),
        _ => default,
    }
}

fn folding(value: Option<&Json>) -> String {
    match value {
        Some(Json::String(s)) if s == "hide" || s == "show" => s.clone(),
        Some(Json::Bool(true)) => "hide".into(),
        _ => "none".into(),
    }
}

fn text(value: Option<&Json>) -> String {
    match value {
        None | Some(Json::Null) => String::new(),
        Some(Json::String(s)) => s.trim().to_string(),
        Some(Json::Array(items)) => items.iter().map(|i| text(Some(i))).collect::<Vec<_>>().join(", "),
        Some(Json::Object(map)) => text(map.get("name").or(map.get("text"))),
        Some(other) => other.to_string(),
    }
}

fn strings(value: Option<&Json>) -> Vec<String> {
    match value {
        None | Some(Json::Null) => Vec::new(),
        Some(Json::Array(items)) => items.iter().map(|i| text(Some(i))).filter(|s| !s.is_empty()).collect(),
        other => vec![text(other)],
    }
}

fn authors(value: Option<&Json>) -> Vec<Author> {
    match value {
        None | Some(Json::Null) => Vec::new(),
        Some(Json::Array(items)) => items.iter().map(author).collect(),
        Some(one) => vec![author(one)],
    }
}

fn author(value: &Json) -> Author {
    let Json::Object(map) = value else { return Author { name: text(Some(value)), ..Author::default() } };
    // R Markdown also knows `- Name: {…}`, where the only key is the author.
    if map.len() == 1 && !map.contains_key("name") {
        let (name, rest) = map.iter().next().expect("the map has one entry");
        let inner = rest.as_object().map(|m| author(&Json::Object(m.clone()))).unwrap_or_default();
        return Author { name: name.clone(), ..inner };
    }
    let affiliation = ["affiliation", "affiliations", "institute"].into_iter().find_map(|k| map.get(k));
    Author { name: text(map.get("name")), affiliations: strings(affiliation), email: text(map.get("email")) }
}
