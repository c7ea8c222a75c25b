//! A record that holds every kind of output, in every format.

use raglan::render;
use raglan::results::Record;
use std::fs;
use std::path::PathBuf;

fn record() -> Record {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/record.json");
    let text = fs::read_to_string(path).expect("the fixture is there");
    serde_json::from_str(&text).expect("the fixture is a record")
}

fn html() -> String {
    render::html(&record(), &render::Options::default()).expect("the template is right").text
}

#[test]
fn a_record_survives_json() {
    let text = render::json(&record());
    let again: Record = serde_json::from_str(&text).expect("it was written by us");
    assert_eq!(render::json(&again), text);
}

/// The layout was recorded from knitr 1.42 on the same outputs; the fences are those of knitr 1.50.
#[test]
fn markdown_is_knitrs() {
    let expected =
        fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/record.md"))
            .expect("the golden is there");
    assert_eq!(render::markdown(&record()), expected);
}

#[test]
fn the_page_is_one_file() {
    let html = html();
    for outside in ["src=\"http", "<link", "@import", "url(http"] {
        assert!(!html.contains(outside), "{outside}");
    }
    assert_eq!(html, self::html(), "two renders give the same bytes");
}

#[test]
fn the_page_shows_every_output() {
    let html = html();
    for part in [
        "<title>Every kind of output</title>",
        "<h1 id=\"first-results-more\"><span class=\"number\">1</span> First <em>results</em> &amp; more",
        "<h2 id=\"numbers-1\"><span class=\"number\">2.2</span>",
        "<a href=\"#numbers-1\"><span class=\"number\">2.2</span> Numbers</a>",
        "<span class=\"op\">%&gt;%</span>",
        "<pre class=\"output message\" tabindex=\"0\"><code>## `summarise()`",
        "## 1 a         1",
        "<pre class=\"output warning\"",
        "not &lt; a &amp; b",
        "<figcaption>A <strong>bold</strong> caption</figcaption>",
        "aria-label=\"Two &lt; three\"",
        "style=\"width:60%;\"",
        "<span class=\"result\">## [1] 1</span>",
        "<p class=\"raw\">raw</p>",
        "Done # and <em>end</em>",
    ] {
        assert!(html.contains(part), "the page lacks {part}");
    }
    assert!(!html.contains("raglan-slot"), "every slot is filled");
}

#[test]
fn identifiers_are_unique_and_references_meet_them() {
    let html = html();
    let of = |mark: &str, end: char| -> Vec<String> {
        html.match_indices(mark)
            .map(|(at, _)| html[at + mark.len()..].split(end).next().unwrap_or_default().to_string())
            .collect()
    };
    let ids = of(" id=\"", '"');
    let mut unique = ids.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), ids.len(), "{ids:?}");
    for reference in of("href=\"#", '"').into_iter().chain(of("url(#", ')')) {
        assert!(unique.contains(&reference), "nothing is called {reference}");
    }
}

#[test]
fn tags_are_balanced() {
    let html = html();
    for tag in
        ["div", "figure", "svg", "pre", "code", "ul", "li", "table", "h1", "h2", "main", "nav", "span", "a"]
    {
        let open = html.matches(&format!("<{tag} ")).count() + html.matches(&format!("<{tag}>")).count();
        assert_eq!(open, html.matches(&format!("</{tag}>")).count(), "{tag}");
    }
}

#[cfg(feature = "pdf")]
#[test]
fn the_pdf_is_written_and_stable() {
    let record = record();
    let pdf = render::pdf(&record, &render::Options::default()).expect("the template is right");
    assert!(pdf.bytes.starts_with(b"%PDF-"));
    assert_eq!(pdf.warnings, ["a raw {=html} block cannot be shown in PDF and is left out"]);
    let again = render::pdf(&record, &render::Options::default()).expect("the template is right");
    assert!(pdf.bytes == again.bytes, "two renders give the same bytes");
}
