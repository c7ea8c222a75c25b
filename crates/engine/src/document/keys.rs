//! Keys of the front matter: those that mean something here, those that are known but do nothing yet, and
//! those nobody knows.

use super::yaml::{Entry, Kind};
use super::{Front, Yaml};
use crate::text::{Diagnostic, nearest};

/// Keys that count.
const KEYS: &[&str] = &[
    "title",
    "subtitle",
    "author",
    "authors",
    "date",
    "abstract",
    "keywords",
    "lang",
    "params",
    "output",
    "format",
    "execute",
    "toc",
    "toc-depth",
    "toc-title",
    "number-sections",
    "code-fold",
    "css",
    "anchor-sections",
    "keep-md",
];

/// Keys other programs read, that change nothing in what a report shows.
const SILENT: &[&str] = &[
    "editor",
    "editor_options",
    "knit",
    "runtime",
    "vignette",
    "always_allow_html",
    "site",
    "categories",
    "draft",
    "description",
    "engine",
    "jupyter",
    "aliases",
    "tags",
    "slug",
    "project",
    "type",
    "layout",
    "permalink",
    "latex_engine",
    "documentclass",
    "classoption",
    "version",
    "license",
    "copyright",
];

/// Keys of R Markdown and Quarto that change the page and are not followed.
const UNSUPPORTED: &[&str] = &[
    "bibliography",
    "csl",
    "nocite",
    "link-citations",
    "citation",
    "header-includes",
    "include-before",
    "include-after",
    "geometry",
    "fontsize",
    "mainfont",
    "sansfont",
    "monofont",
    "linkcolor",
    "urlcolor",
    "papersize",
    "theme",
    "resource_files",
    "thanks",
    "institute",
    "crossref",
    "filters",
    "date-format",
    "title-block-banner",
    "number-offset",
    "csl-entry",
    "references",
    "linestretch",
    "biblio-style",
    "fig-width",
    "fig-height",
    "df-print",
];

/// Options of an output that count.
const OPTIONS: &[&str] = &[
    "toc",
    "toc_depth",
    "toc_float",
    "toc_title",
    "toc_location",
    "number_sections",
    "code_folding",
    "code_fold",
    "highlight",
    "keep_md",
    "css",
    "anchor_sections",
    "self_contained",
    "standalone",
    "embed_resources",
    "fig_width",
    "fig_height",
    "fig_caption",
    "df_print",
    "dev",
    "fig_retina",
];

/// Options of an output that are known and not followed.
const UNSUPPORTED_OPTIONS: &[&str] = &[
    "theme",
    "code_download",
    "includes",
    "template",
    "mathjax",
    "math_method",
    "smart",
    "lib_dir",
    "md_extensions",
    "pandoc_args",
    "extra_dependencies",
    "section_divs",
    "citation_package",
    "latex_engine",
    "keep_tex",
    "fig_crop",
    "variant",
    "preserve_yaml",
    "html_preview",
    "reference_docx",
    "code_tools",
    "code_link",
    "code_copy",
    "code_overflow",
    "fig_cap_location",
    "tbl_cap_location",
    "page_layout",
    "fontsize",
    "linestretch",
    "documentclass",
    "number_depth",
    "toc_expand",
    "html_math_method",
    "link_external_newwindow",
    "highlight_style",
    "geometry",
    "papersize",
    "classoption",
];

/// Names the keys that have no effect, each with its place.
pub(super) fn check(front: &Front, diagnostics: &mut Vec<Diagnostic>) {
    for entry in front.value.entries() {
        top(entry, diagnostics);
    }
    for key in ["output", "format"] {
        let Some(outputs) = front.value.get(key) else { continue };
        for output in outputs.entries() {
            options(&output.key, &output.value, diagnostics);
        }
    }
}

fn top(entry: &Entry, diagnostics: &mut Vec<Diagnostic>) {
    let key = entry.key.as_str();
    if KEYS.contains(&key) || SILENT.contains(&key) {
        return;
    }
    let message = if UNSUPPORTED.contains(&key) {
        format!("the front matter key `{key}` has no effect yet")
    } else {
        format!("unknown front matter key `{key}`")
    };
    let mut warning = Diagnostic::warning(entry.span, message);
    let near = nearest(key, KEYS.iter().chain(UNSUPPORTED).copied());
    if let Some(name) = near.filter(|_| !UNSUPPORTED.contains(&key)) {
        warning = warning.hint(format!("did you mean `{name}`?"));
    }
    diagnostics.push(warning);
}

fn options(output: &str, value: &Yaml, diagnostics: &mut Vec<Diagnostic>) {
    for entry in value.entries() {
        let key = entry.key.replace('-', "_");
        if OPTIONS.contains(&key.as_str()) {
            continue;
        }
        let known = UNSUPPORTED_OPTIONS.contains(&key.as_str());
        // The default look is what these ask for.
        if known && matches!(&entry.value.kind, Kind::Null | Kind::Logical(false)) {
            continue;
        }
        let message = if known {
            format!("the option `{}` of {output} has no effect yet", entry.key)
        } else {
            format!("unknown option `{}` of {output}", entry.key)
        };
        let mut warning = Diagnostic::warning(entry.span, message);
        if let Some(name) = nearest(&key, OPTIONS.iter().copied()).filter(|_| !known) {
            warning = warning.hint(format!("did you mean `{name}`?"));
        }
        diagnostics.push(warning);
    }
}
