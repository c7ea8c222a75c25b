//! Repairing names of columns: `minimal`, `unique`, `universal`, `check_unique`, or a function.

use crate::rlang;
use raglan_engine::eval::{Args, Eval, Session};
use raglan_engine::value::{Argument, Value, as_character, is_syntactic};

/// Names as `.name_repair` of a function wants them.
pub fn repair_argument(args: &mut Args, names: Vec<String>, verb: &str) -> Eval<Vec<String>> {
    let rule = args.value(".name_repair")?;
    repair(args.session, names, &rule, verb)
}

/// Names as a rule wants them.
pub fn repair(session: &mut Session, names: Vec<String>, rule: &Value, verb: &str) -> Eval<Vec<String>> {
    if rule.is_function() || rule.has_class("formula") {
        let env = session.global.clone();
        let function = rlang::as_function(session, rule, &env)?;
        let out = session.call(&function, vec![Argument::new(Value::strings(&names))], &env)?;
        let out = as_character(&out)?;
        let new: Vec<String> = out.iter().map(|n| n.unwrap_or("NA").to_string()).collect();
        tell(session, &names, &new)?;
        return Ok(new);
    }
    let rule = as_character(rule)?.get(0).unwrap_or("check_unique").to_string();
    match rule.as_str() {
        "minimal" => Ok(names),
        "unique" | "unique_quiet" => {
            let new = unique(&names);
            if rule == "unique" {
                tell(session, &names, &new)?;
            }
            Ok(new)
        }
        "universal" | "universal_quiet" => {
            let new = unique(&names.iter().map(|n| syntactic(n)).collect::<Vec<_>>());
            if rule == "universal" {
                tell(session, &names, &new)?;
            }
            Ok(new)
        }
        "check_unique" => {
            check(session, &names, verb)?;
            Ok(names)
        }
        other => Err(rlang::conditions::error(
            session,
            verb,
            &format!("`.name_repair` can't be \"{other}\". See `?vctrs::vec_as_names`."),
        )),
    }
}

/// Names without an ending like `...3`, numbered where they are empty or repeated.
pub fn unique(names: &[String]) -> Vec<String> {
    let bare: Vec<String> = names.iter().map(|n| without_number(n)).collect();
    bare.iter()
        .enumerate()
        .map(|(i, name)| {
            let repeated = bare.iter().filter(|n| *n == name).count() > 1;
            if name.is_empty() || repeated { format!("{name}...{}", i + 1) } else { name.clone() }
        })
        .collect()
}

fn without_number(name: &str) -> String {
    let mut name = name;
    if name == "..." {
        return String::new();
    }
    while let Some(at) = name.rfind("...") {
        let digits = &name[at + 3..];
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            break;
        }
        name = &name[..at];
    }
    if name.starts_with("..") && name[2..].bytes().all(|b| b.is_ascii_digit()) && name.len() > 2 {
        return String::new();
    }
    name.to_string()
}

fn syntactic(name: &str) -> String {
    if name.is_empty() || is_syntactic(name) {
        return name.to_string();
    }
    let mut out: String =
        name.chars().map(|c| if c.is_alphanumeric() || c == '.' || c == '_' { c } else { '.' }).collect();
    if !is_syntactic(&out) {
        out = if out.starts_with('_') || out.chars().next().is_some_and(|c| c.is_ascii_digit()) {
            format!("...{out}")
        } else {
            format!(".{out}")
        };
    }
    out
}

/// Says which names changed.
pub fn tell(session: &mut Session, old: &[String], new: &[String]) -> Eval<()> {
    let changes: Vec<String> =
        old.iter().zip(new).filter(|(a, b)| a != b).map(|(a, b)| format!("• `{a}` -> `{b}`")).collect();
    if changes.is_empty() {
        return Ok(());
    }
    let text = format!("New names:\n{}\n", changes.join("\n"));
    let condition = raglan_engine::eval::condition(
        &text,
        None,
        &["vctrs_message_name_repair", "rlang_message", "message"],
    );
    session.message_condition(condition)
}

fn check(session: &mut Session, names: &[String], verb: &str) -> Eval<()> {
    let empty: Vec<usize> = (0..names.len()).filter(|&i| names[i].is_empty()).map(|i| i + 1).collect();
    if !empty.is_empty() {
        let (noun, places) = places(&empty);
        let columns = if empty.len() == 1 {
            format!("Column {} must be named.", empty[0])
        } else {
            format!("Columns {} must be named.", listing(&empty))
        };
        let message = format!(
            "{columns}\nUse `.name_repair` to specify repair.\nCaused by error in `repaired_names()`:\n! Names can't be \
             empty.\n✖ Empty name found at {noun} {places}."
        );
        return Err(rlang::conditions::error(session, verb, &message));
    }
    let mut repeated: Vec<&String> = Vec::new();
    for (i, name) in names.iter().enumerate() {
        if names[..i].contains(name) && !repeated.contains(&name) {
            repeated.push(name);
        }
    }
    if repeated.is_empty() {
        return Ok(());
    }
    let list: Vec<String> = repeated.iter().map(|n| format!("`{n}`")).collect();
    let head = if list.len() == 1 {
        format!("Column name {} must not be duplicated.", list[0])
    } else {
        format!("Column names {} must not be duplicated.", crate::tibble::enumerated(&list, "and"))
    };
    let mut message = format!(
        "{head}\nUse `.name_repair` to specify repair.\nCaused by error in `repaired_names()`:\n! Names must be \
         unique.\n✖ These names are duplicated:"
    );
    for name in repeated {
        let at: Vec<usize> = (0..names.len()).filter(|&i| &names[i] == name).map(|i| i + 1).collect();
        message.push_str(&format!("\n  * \"{name}\" at locations {}.", listing(&at)));
    }
    Err(rlang::conditions::error(session, verb, &message))
}

fn places(at: &[usize]) -> (&'static str, String) {
    (if at.len() == 1 { "location" } else { "locations" }, listing(at))
}

fn listing(at: &[usize]) -> String {
    crate::tibble::enumerated(&at.iter().map(usize::to_string).collect::<Vec<_>>(), "and")
}
