//! Names of files, cut and completed.

use super::map_texts;
use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::Value;

fn no_slashes(path: &str) -> &str {
    path.trim_end_matches('/')
}

pub(super) fn basename(args: &mut Args) -> Eval {
    let value = map_texts(args, "path", |p| no_slashes(p).rsplit('/').next().unwrap_or("").to_string())?;
    Ok(value.stripped())
}

pub(super) fn dirname(args: &mut Args) -> Eval {
    let value = map_texts(args, "path", |p| {
        if p.is_empty() {
            return String::new();
        }
        match no_slashes(p) {
            "" => "/".to_string(),
            cut => match cut.rfind('/') {
                None => ".".to_string(),
                Some(at) => match no_slashes(&cut[..at]) {
                    "" => "/".to_string(),
                    folder => folder.to_string(),
                },
            },
        }
    })?;
    Ok(value.stripped())
}

/// A path from the root without `.` and `..`.
fn absolute(folder: &str, path: &str) -> String {
    let whole = if path.starts_with('/') { path.to_string() } else { format!("{folder}/{path}") };
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

pub(super) fn normalize_path(args: &mut Args) -> Eval {
    let paths = args.strings("path")?;
    let must = args.logicals("mustWork")?.first().copied().flatten();
    let mut out = Vec::new();
    for (i, path) in paths.iter().enumerate() {
        let Some(path) = path else {
            out.push("NA".to_string());
            continue;
        };
        let path = expand(args, path);
        if args.session.host.look(&path).is_some() {
            let folder = args.session.host.folder();
            out.push(absolute(&folder, &path));
            continue;
        }
        let message = format!("path[{}]=\"{path}\": No such file or directory", i + 1);
        match must {
            Some(true) => return fail(message),
            None => args.warn(&message)?,
            Some(false) => {}
        }
        out.push(path);
    }
    Ok(Value::strings(out))
}

/// `~` at the start written out.
fn expand(args: &mut Args, path: &str) -> String {
    match (path.strip_prefix('~'), args.session.host.variable("HOME")) {
        (Some(rest), Some(home)) if rest.is_empty() || rest.starts_with('/') => format!("{home}{rest}"),
        _ => path.to_string(),
    }
}

pub(super) fn path_expand(args: &mut Args) -> Eval {
    let paths = args.strings("path")?;
    let out: Vec<Option<String>> = paths.iter().map(|p| p.map(|p| expand(args, p))).collect();
    Ok(Value::texts(out))
}
