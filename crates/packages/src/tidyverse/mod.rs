//! The tidyverse package: attaches its core packages and says so.

use raglan_engine::eval::{Args, Builtin, Eval, Package, condition, private};
use raglan_engine::value::{Symbol, Value, identical};

const FUNCTIONS: &[Builtin] = &[private(".onAttach(libname, pkgname)", on_attach)];

/// The tidyverse package.
pub const PACKAGE: Package = Package {
    name: "tidyverse",
    version: "2.0.0",
    functions: &[FUNCTIONS],
    code: &[],
    depends: &[],
    reexports: &[],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};

/// The packages it attaches, in this order.
const CORE: &[&str] =
    &["dplyr", "readr", "forcats", "stringr", "ggplot2", "tibble", "lubridate", "tidyr", "purrr"];

/// Functions that are the same generics in several packages.
const SHARED: &[&str] = &["intersect", "setdiff", "setequal", "union"];

fn on_attach(args: &mut Args) -> Eval {
    // Only packages there are: what is printed is what was attached.
    let there: Vec<&str> = CORE.iter().copied().filter(|p| args.session.package(p).is_some()).collect();
    let mut new: Vec<(&str, &str)> = Vec::new();
    for name in &there {
        if !args.session.is_attached(name) {
            args.session.attach(name)?;
            let version = args.session.package(name).map_or("", |p| p.version);
            new.push((name, version));
        }
    }
    if !new.is_empty() {
        tell(args, &attached(new))?;
    }
    let conflicts = conflicts(args, &there)?;
    if !conflicts.is_empty() {
        tell(args, &conflicts)?;
    }
    Ok(Value::Null)
}

fn tell(args: &mut Args, text: &str) -> Eval<()> {
    args.session.message_condition(condition(
        &format!("{text}\n"),
        None,
        &["packageStartupMessage", "simpleMessage", "message"],
    ))
}

/// A line across the page with a title on each side.
fn rule(left: &str, right: &str) -> String {
    let used = left.chars().count() + right.chars().count() + 8;
    format!("── {left} {} {right} ──", "─".repeat(80usize.saturating_sub(used)))
}

/// The packages and versions in two columns.
fn attached(mut new: Vec<(&str, &str)>) -> String {
    new.sort_unstable();
    let name = new.iter().map(|p| p.0.len()).max().unwrap_or(0);
    let version = new.iter().map(|p| p.1.len()).max().unwrap_or(0);
    let cells: Vec<String> = new.iter().map(|(n, v)| format!("✔ {n:<name$} {v:<version$}")).collect();
    let (first, second) = cells.split_at(cells.len().div_ceil(2));
    let mut lines = vec![rule("Attaching core tidyverse packages", "tidyverse 2.0.0")];
    for (k, cell) in first.iter().enumerate() {
        lines.push(format!("{cell}     {}", second.get(k).map_or("", String::as_str)));
    }
    lines.join("\n")
}

/// The functions of the core packages that hide functions of other packages, or are hidden by them.
fn conflicts(args: &mut Args, core: &[&str]) -> Eval<String> {
    let mut path = args.session.search_path();
    path.push(("package:base".into(), args.session.base.clone()));
    let packages: Vec<_> = path
        .into_iter()
        .filter_map(|(n, e)| n.strip_prefix("package:").map(|n| (n.to_string(), e)))
        .collect();
    let mut names: Vec<Symbol> = Vec::new();
    for (_, environment) in packages.iter().filter(|(n, _)| core.contains(&n.as_str())) {
        names.extend(environment.names());
    }
    names.sort_by(|a, b| raglan_engine::value::collate(a.as_str(), b.as_str()));
    names.dedup();
    let mut found: Vec<(String, String)> = Vec::new();
    for name in names {
        if SHARED.contains(&name.as_str()) {
            continue;
        }
        let mut owners: Vec<(&str, Value)> = Vec::new();
        for (package, environment) in &packages {
            let Some(value) = environment.get(name).filter(Value::is_function) else { continue };
            if owners.is_empty() || !owners.iter().any(|(_, v)| identical(v, &value)) {
                owners.push((package, value));
            }
        }
        let is_core = owners.iter().any(|(p, _)| core.contains(p));
        if owners.len() < 2 || !is_core {
            continue;
        }
        let masked: Vec<String> = owners[1..].iter().map(|(p, _)| format!("{p}::{name}()")).collect();
        found.push((format!("{}::{name}()", owners[0].0), masked.join(", ")));
    }
    if found.is_empty() {
        return Ok(String::new());
    }
    let width = found.iter().map(|f| f.0.chars().count()).max().unwrap_or(0);
    let mut lines = vec![rule("Conflicts", "tidyverse_conflicts()")];
    lines.extend(found.iter().map(|(winner, masked)| format!("✖ {winner:<width$} masks {masked}")));
    lines.push(
        "ℹ Use the conflicted package (<http://conflicted.r-lib.org/>) to force all conflicts to become errors"
            .into(),
    );
    Ok(lines.join("\n"))
}
