//! Packages: attaching, loading, asking about them.

use raglan_engine::eval::{Args, Builtin, Eval, Package, builtin, condition, fail, lazy, private};
use raglan_engine::value::{Failure, Symbol, Value};

pub(super) const FUNCTIONS: &[Builtin] = &[
    lazy(
        "library(package, help, pos = 2, lib.loc = NULL, character.only = FALSE, logical.return = FALSE, warn.conflicts, quietly = FALSE, verbose = FALSE, mask.ok, exclude, include.only, attach.required = TRUE)",
        |a| library(a, false),
    ),
    lazy(
        "require(package, lib.loc = NULL, quietly = FALSE, warn.conflicts, character.only = FALSE, mask.ok, exclude, include.only, attach.required = TRUE)",
        |a| library(a, true),
    ),
    builtin("requireNamespace(package, ..., quietly = FALSE)", require_namespace),
    builtin("loadNamespace(package, ...)", load_namespace),
    builtin("isNamespaceLoaded(name)", |a| {
        let name = a.string("name")?;
        Ok(Value::logical(a.session.namespaces.contains_key(&name)))
    }),
    builtin("loadedNamespaces()", |a| Ok(Value::strings(a.session.namespaces.keys().collect::<Vec<_>>()))),
    builtin("asNamespace(ns, ...)", load_namespace_ns),
    builtin("getNamespace(name)", |a| {
        let name = a.string("name")?;
        Ok(Value::Environment(a.session.namespace(&name)?))
    }),
    builtin("search()", search),
    lazy("detach(name, pos = 2, unload = FALSE, character.only = FALSE, force = FALSE)", detach),
    builtin("getOption(x, default = NULL)", |a| {
        let name = a.string("x")?;
        match a.session.options.get(&name).cloned() {
            Some(value) => Ok(value),
            None => a.value("default"),
        }
    }),
    builtin("options(...)", options),
    builtin("packageVersion(pkg, lib.loc = NULL)", package_version),
    private(".data_set(package, name)", data_set),
    lazy(
        "data(..., list = character(), package = NULL, lib.loc = NULL, verbose = FALSE, envir = NULL, overwrite = TRUE)",
        data,
    ),
];

/// The name of a package given as a symbol or string.
fn package_name(args: &mut Args) -> Eval<String> {
    let literal = match args.value("character.only")? {
        Value::Logical(v) => v.data.first() != Some(&Some(true)),
        _ => true,
    };
    if literal && let Value::Symbol(s) = args.expression("package") {
        return Ok(s.as_str().to_string());
    }
    args.string("package")
}

fn library(args: &mut Args, required: bool) -> Eval {
    if args.is_missing("package") {
        return fail("`library()` without a package is not implemented");
    }
    let name = package_name(args)?;
    let quietly = args.flag("quietly")?;
    if args.session.package(&name).is_none() {
        if required {
            if !quietly {
                message(args, &format!("Loading required package: {name}\n"))?;
            }
            args.warn(&format!("there is no package called '{name}'"))?;
            return args.invisible(Value::logical(false));
        }
        return Err(Failure::new(format!("there is no package called '{name}'"))
            .class("packageNotFoundError")
            .into());
    }
    let already = args.session.is_attached(&name);
    if required && !already && !quietly {
        message(args, &format!("Loading required package: {name}\n"))?;
    }
    let conflicts = args.is_missing("warn.conflicts") || args.flag("warn.conflicts")?;
    attach_with_messages(args, &name, conflicts)?;
    if required {
        return args.invisible(Value::logical(true));
    }
    let attached = args.session.search_path();
    let mut names: Vec<String> =
        attached.iter().filter_map(|(n, _)| n.strip_prefix("package:").map(str::to_string)).collect();
    names.push("base".into());
    args.invisible(Value::strings(names))
}

fn message(args: &mut Args, text: &str) -> Eval<()> {
    args.session.message_condition(condition(
        text,
        None,
        &["packageStartupMessage", "simpleMessage", "message"],
    ))
}

/// Attaches a package after those it depends on, telling what R tells.
fn attach_with_messages(args: &mut Args, name: &str, conflicts: bool) -> Eval<()> {
    if args.session.is_attached(name) {
        return Ok(());
    }
    let package: &'static Package = match args.session.package(name) {
        Some(package) => package,
        None => return fail(format!("there is no package called '{name}'")),
    };
    for dependency in package.depends {
        if !args.session.is_attached(dependency) {
            message(args, &format!("Loading required package: {dependency}\n"))?;
            attach_with_messages(args, dependency, conflicts)?;
        }
    }
    args.session.attach(name)?;
    let namespace = args.session.namespace(name)?;
    if let Some(hook) = namespace.get(Symbol::new(".onAttach")) {
        let given = [Value::string(""), Value::string(name)].map(raglan_engine::value::Argument::new);
        args.session.call(&hook, given.to_vec(), &namespace)?;
    }
    if conflicts {
        masked(args, name)?;
    }
    match package.greeting {
        Some(greeting) => message(args, greeting),
        None => Ok(()),
    }
}

/// Tells which objects of other packages the newly attached one hides, the nearest first.
fn masked(args: &mut Args, name: &str) -> Eval<()> {
    let exports = args.session.exports(name)?;
    let path = args.session.search_path();
    let Some((_, own)) = path.first().cloned() else { return Ok(()) };
    let mut others: Vec<(String, raglan_engine::value::Environment)> = path[1..].to_vec();
    others.push(("package:base".into(), args.session.base.clone()));
    let mut told = false;
    for (other, environment) in others {
        let mut hidden: Vec<&str> = Vec::new();
        for symbol in &exports {
            let Some(theirs) = environment.get(*symbol) else { continue };
            if symbol.as_str().starts_with('.') {
                continue;
            }
            if let Some(mine) = own.get(*symbol)
                && (raglan_engine::value::identical(&mine, &theirs)
                    || mine.is_function() != theirs.is_function())
            {
                continue;
            }
            if environment.same(&args.session.base) && !exported(args, *symbol) {
                continue;
            }
            hidden.push(symbol.as_str());
        }
        if hidden.is_empty() {
            continue;
        }
        hidden.sort_by(|a, b| raglan_engine::value::collate(a, b));
        if !told {
            message(args, &format!("\nAttaching package: '{name}'\n\n"))?;
            told = true;
        }
        let noun = if hidden.len() == 1 { "object is" } else { "objects are" };
        let list = wrapped(&hidden);
        message(args, &format!("The following {noun} masked from '{other}':\n\n{list}\n\n"))?;
    }
    Ok(())
}

fn exported(args: &Args, symbol: Symbol) -> bool {
    match args.session.base.get(symbol) {
        Some(Value::Primitive(p)) => {
            args.session.row(p).visibility == raglan_engine::eval::Visibility::Exported
        }
        Some(_) => true,
        None => false,
    }
}

/// Names separated by commas, wrapped as R does with an indent of four.
fn wrapped(names: &[&str]) -> String {
    let mut lines: Vec<String> = vec!["    ".into()];
    for (i, name) in names.iter().enumerate() {
        let comma = if i + 1 < names.len() { "," } else { "" };
        let line = lines.last_mut().expect("there is a first line");
        let gap = usize::from(!line.trim().is_empty());
        if line.chars().count() + gap + name.chars().count() + comma.len() >= 80 - 1
            && !line.trim().is_empty()
        {
            lines.push(format!("    {name}{comma}"));
        } else {
            if gap == 1 {
                line.push(' ');
            }
            line.push_str(name);
            line.push_str(comma);
        }
    }
    lines.join("\n")
}

fn require_namespace(args: &mut Args) -> Eval {
    let name = args.string("package")?;
    let there = args.session.package(&name).is_some();
    if there {
        args.session.namespace(&name)?;
    }
    args.invisible(Value::logical(there))
}

fn load_namespace(args: &mut Args) -> Eval {
    let name = args.string("package")?;
    Ok(Value::Environment(args.session.namespace(&name)?))
}

fn load_namespace_ns(args: &mut Args) -> Eval {
    if let Value::Environment(e) = args.value("ns")? {
        return Ok(Value::Environment(e));
    }
    let name = args.string("ns")?;
    Ok(Value::Environment(args.session.namespace(&name)?))
}

fn search(args: &mut Args) -> Eval {
    let mut names = vec![".GlobalEnv".to_string()];
    names.extend(args.session.search_path().into_iter().map(|(n, _)| n));
    names.push("package:base".into());
    Ok(Value::strings(names))
}

fn detach(args: &mut Args) -> Eval {
    let name = match args.expression("name") {
        Value::Symbol(s) if !args.flag("character.only")? => s.as_str().to_string(),
        Value::Language(call) => raglan_engine::value::deparse_line(&Value::Language(call)),
        _ => args.string("name")?,
    };
    if !args.session.detach(&name) && !args.session.detach(&format!("package:{name}")) {
        return fail("invalid 'name' argument");
    }
    args.invisible(Value::Null)
}

fn options(args: &mut Args) -> Eval {
    let mut given = Vec::new();
    for argument in args.dots()? {
        match (argument.name, &argument.value) {
            (Some(name), value) => given.push((name.as_str().to_string(), Some(value.clone()))),
            (None, Value::List(items)) => {
                let names = argument.value.names();
                for (i, item) in items.data.iter().enumerate() {
                    let name = names.as_ref().and_then(|n| n.get(i)).unwrap_or_default();
                    given.push((name.to_string(), Some(item.clone())));
                }
            }
            (None, Value::Character(names)) => {
                given.extend(names.data.iter().flatten().map(|n| (n.to_string(), None)));
            }
            (None, Value::Null) => {}
            _ => return fail("invalid argument"),
        }
    }
    if given.is_empty() && args.raw_dots().is_empty() {
        let all: Vec<(String, Value)> = args.session.options.clone().into_iter().collect();
        return Ok(Value::named_list(all));
    }
    let mut old = Vec::new();
    let setting = given.iter().any(|(_, v)| v.is_some());
    for (name, value) in given {
        old.push((name.clone(), args.session.option(&name)));
        match value {
            Some(Value::Null) => {
                args.session.options.remove(&name);
            }
            Some(value) => {
                if name == "expressions"
                    && let Some(n) = raglan_engine::value::as_double(&value, &mut Vec::new())?.first()
                {
                    args.session.limits.depth = *n as usize;
                }
                args.session.options.insert(name, value);
            }
            None => {}
        }
    }
    let old = Value::named_list(old);
    if setting { args.invisible(old) } else { Ok(old) }
}

fn package_version(args: &mut Args) -> Eval {
    let name = args.string("pkg")?;
    let Some(package) = args.session.package(&name) else {
        return fail(format!("there is no package called '{name}'"));
    };
    let parts: Vec<i32> = package.version.split(['.', '-']).filter_map(|p| p.parse().ok()).collect();
    Ok(Value::list(vec![Value::integers(parts)]).with_class(&["package_version", "numeric_version"]))
}

fn data_set(args: &mut Args) -> Eval {
    let package = args.string("package")?;
    let name = args.string("name")?;
    let make = args.session.package(&package).map(|p| p.data);
    match make.and_then(|make| make(args.session, &name)) {
        Some(value) => Ok(value),
        None => fail(format!("object '{name}' not found")),
    }
}

fn data(args: &mut Args) -> Eval {
    let mut names: Vec<String> = Vec::new();
    for argument in args.raw_dots().to_vec() {
        match &argument.value {
            Value::Promise(p) => match p.expression() {
                Value::Symbol(s) => names.push(s.as_str().into()),
                other => names.push(raglan_engine::value::deparse_line(&other)),
            },
            Value::Character(v) => names.extend(v.data.iter().flatten().map(str::to_string)),
            _ => {}
        }
    }
    names.extend(args.strings("list")?.iter().flatten().map(str::to_string));
    let only = args.optional("package")?.map(|v| raglan_engine::value::as_character(&v)).transpose()?;
    let env = match args.value("envir")? {
        Value::Environment(e) => e,
        _ => args.env.clone(),
    };
    for name in &names {
        let packages: Vec<&'static Package> = args
            .session
            .known_packages
            .iter()
            .copied()
            .filter(|p| only.as_ref().is_none_or(|o| o.iter().any(|n| n == Some(p.name))))
            .collect();
        let mut found = None;
        for package in packages {
            if package.data_names.contains(&name.as_str()) {
                found = (package.data)(args.session, name);
                break;
            }
        }
        match found {
            Some(value) => env.set(name.as_str(), value),
            None => args.warn(&format!("data set '{name}' not found"))?,
        }
    }
    args.invisible(Value::strings(names))
}
