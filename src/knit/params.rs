//! Parameters of a report, and figure sizes its front matter sets.

use super::{Runner, values};
use crate::document::{Document, Yaml};
use crate::packages::knitr;
use crate::text::{Diagnostic, Span, nearest};
use crate::value::Value;
use serde_json::{Map, Value as Json};

/// Makes `params` from the front matter and what the command line replaces.
pub(super) fn set(
    runner: &mut Runner,
    document: &Document,
    given: &[(String, String)],
) -> Result<Map<String, Json>, Vec<Diagnostic>> {
    let declared = document.front.as_ref().and_then(|f| f.value.get("params"));
    let mut params = Map::new();
    for entry in declared.map(Yaml::entries).unwrap_or_default() {
        // A parameter may be described by a map whose `value` is its default.
        let value = match entry.value.get("value") {
            Some(value) => value.to_json(),
            None => entry.value.to_json(),
        };
        params.insert(entry.key.clone(), value);
    }
    let mut faults = Vec::new();
    for (name, text) in given {
        let Some(old) = params.get(name) else {
            let names: Vec<String> = params.keys().cloned().collect();
            let place = declared.map_or_else(Span::default, |d| d.span);
            let fault = Diagnostic::error(place, format!("the report has no parameter '{name}'"));
            faults.push(match nearest(name, names.iter().map(String::as_str)) {
                Some(close) => fault.hint(format!("did you mean '{close}'?")),
                None if names.is_empty() => {
                    fault.hint("parameters are declared under `params:` in the front matter")
                }
                None => fault.hint(format!("it has {}", names.join(", "))),
            });
            continue;
        };
        match typed(text, old) {
            Some(value) => {
                params.insert(name.clone(), value);
            }
            None => {
                let place = declared.map_or_else(Span::default, |d| d.span);
                faults.push(Diagnostic::error(place, format!("the parameter '{name}' cannot be '{text}'")));
            }
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    if declared.is_some() {
        let value = Value::named_list(params.iter().map(|(k, v)| (k.as_str(), values::from_json(v))));
        runner.session.global.set("params", value);
    }
    Ok(params)
}

/// Text from the command line in the type of the default it replaces.
fn typed(text: &str, default: &Json) -> Option<Json> {
    match default {
        Json::Bool(_) => match text {
            "true" | "TRUE" | "yes" | "T" => Some(Json::Bool(true)),
            "false" | "FALSE" | "no" | "F" => Some(Json::Bool(false)),
            _ => None,
        },
        Json::Number(_) => {
            let whole = text.parse::<i64>().ok().map(Json::from);
            whole
                .or_else(|| text.parse::<f64>().ok().and_then(serde_json::Number::from_f64).map(Json::Number))
        }
        _ => Some(Json::String(text.to_string())),
    }
}

/// Takes `fig_width`, `fig_height` and `fig_caption` of the output options as defaults of the chunks.
pub(super) fn figure_size(runner: &mut Runner, meta: &Map<String, Json>) {
    let mut found: Vec<(&str, f64)> = Vec::new();
    let mut look = |options: &Map<String, Json>| {
        for (key, name) in [
            ("fig_width", "fig.width"),
            ("fig_height", "fig.height"),
            ("fig-width", "fig.width"),
            ("fig-height", "fig.height"),
        ] {
            if let Some(x) = options.get(key).and_then(Json::as_f64) {
                found.push((name, x));
            }
        }
    };
    look(meta);
    for key in ["output", "format"] {
        if let Some(outputs) = meta.get(key).and_then(Json::as_object) {
            // The first output that says something counts.
            if let Some(options) = outputs.values().find_map(Json::as_object) {
                look(options);
            }
        }
    }
    let defaults = runner.session.state::<knitr::Defaults>();
    for (name, x) in found {
        defaults.values.insert(name.to_string(), Value::double(x));
    }
}
