//! Files and folders, the environment of the process, clocks, and constants of base R.

use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail, lazy, private};
use raglan_engine::value::{NA_REAL, Strings, Value, known};

/// The R code of this family.
pub(super) const CODE: &str = include_str!("files.R");

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin(
        "dput(x, file = \"\", control = c(\"keepNA\", \"keepInteger\", \"niceNames\", \"showAttributes\"))",
        dput,
    ),
    builtin("file.exists(...)", file_exists),
    builtin("dir.exists(paths)", dir_exists),
    builtin("file.remove(...)", file_remove),
    builtin("unlink(x, recursive = FALSE, force = FALSE, expand = TRUE)", unlink),
    builtin("file.size(...)", file_size),
    builtin("getwd()", |args| Ok(Value::string(&args.session.host.folder()))),
    builtin("setwd(dir)", setwd),
    builtin(
        "list.files(path = \".\", pattern = NULL, all.files = FALSE, full.names = FALSE, recursive = FALSE, \
         ignore.case = FALSE, include.dirs = FALSE, no.. = FALSE)",
        list_files,
    ),
    builtin("Sys.getenv(x = NULL, unset = \"\", names = NA)", get_variable),
    builtin("Sys.setenv(...)", set_variable),
    builtin("Sys.unsetenv(x)", unset_variable),
    builtin("Sys.sleep(time)", |args| {
        args.number("time")?;
        args.invisible(Value::Null)
    }),
    builtin("interactive()", |_| Ok(Value::logical(false))),
    builtin("commandArgs(trailingOnly = FALSE)", command_args),
    builtin("proc.time()", proc_time),
    lazy("system.time(expr, gcFirst = TRUE)", system_time),
    private(".constant(name)", constant),
];

fn paths(args: &mut Args) -> Eval<Vec<Option<String>>> {
    let mut out = Vec::new();
    for argument in args.dots()? {
        let Value::Character(v) = &argument.value else { return fail("invalid 'file' argument") };
        out.extend(v.data.iter().map(|p| p.map(str::to_string)));
    }
    Ok(out)
}

fn file_exists(args: &mut Args) -> Eval {
    let paths = paths(args)?;
    let one = |p: &Option<String>| p.as_ref().is_some_and(|p| args.session.host.look(p).is_some());
    let out: Vec<Option<bool>> = paths.iter().map(one).map(Some).collect();
    Ok(Value::logicals(out))
}

fn dir_exists(args: &mut Args) -> Eval {
    let paths = args.strings("paths")?;
    let one = |p: Option<&str>| p.and_then(|p| args.session.host.look(p)).is_some_and(|e| e.folder);
    let out: Vec<Option<bool>> = paths.iter().map(one).map(Some).collect();
    Ok(Value::logicals(out))
}

fn file_remove(args: &mut Args) -> Eval {
    let mut out = Vec::new();
    for path in paths(args)? {
        let path = path.unwrap_or_default();
        let removed = args.session.host.remove(&path)?;
        if !removed {
            args.warn(&format!("cannot remove file '{path}', reason 'No such file or directory'"))?;
        }
        out.push(Some(removed));
    }
    Ok(Value::logicals(out))
}

fn unlink(args: &mut Args) -> Eval {
    if args.flag("recursive")? {
        return fail("removing folders is not implemented");
    }
    let paths = args.strings("x")?;
    for path in paths.iter().flatten() {
        if path.contains(['*', '?', '[']) {
            return fail("wildcards in unlink() are not implemented");
        }
        args.session.host.remove(path)?;
    }
    args.invisible(Value::integer(0))
}

fn file_size(args: &mut Args) -> Eval {
    let paths = paths(args)?;
    let one = |p: &Option<String>| {
        p.as_ref().and_then(|p| args.session.host.look(p)).map_or(NA_REAL, |e| e.size as f64)
    };
    let out: Vec<f64> = paths.iter().map(one).collect();
    Ok(Value::doubles(out))
}

fn setwd(args: &mut Args) -> Eval {
    let folder = args.string("dir")?;
    let before = args.session.host.folder();
    args.session.host.set_folder(&folder)?;
    args.invisible(Value::string(&before))
}

fn list_files(args: &mut Args) -> Eval {
    let folders = args.strings("path")?;
    let (all, full) = (args.flag("all.files")?, args.flag("full.names")?);
    args.refuse_unless_default(&["recursive", "include.dirs", "ignore.case"])?;
    let pattern = match args.optional("pattern")? {
        Some(_) => {
            let text = args.string("pattern")?;
            Some(super::regex::compiled(args, &text, super::regex::Dialect::Extended, false)?)
        }
        None => None,
    };
    let mut out = Vec::new();
    for folder in folders.iter().flatten() {
        for entry in args.session.host.list(folder).unwrap_or_default() {
            if entry.name.starts_with('.') && !all {
                continue;
            }
            if let Some(pattern) = &pattern
                && !pattern.is_match(&entry.name)?
            {
                continue;
            }
            out.push(if full { format!("{folder}/{}", entry.name) } else { entry.name });
        }
    }
    out.sort_by(|a, b| raglan_engine::value::collate(a, b));
    Ok(Value::strings(out))
}

fn get_variable(args: &mut Args) -> Eval {
    if args.optional("x")?.is_none() {
        return fail("listing all environment variables is not implemented");
    }
    let names = args.strings("x")?;
    let unset = args.strings("unset")?.get(0).map(str::to_string);
    let one = |n: Option<&str>| n.and_then(|n| args.session.host.variable(n)).or_else(|| unset.clone());
    let values: Strings = names.iter().map(one).collect();
    let named = args.logicals("names")?.first().copied().flatten().unwrap_or(names.len() > 1);
    let out = Value::from(values);
    Ok(if named { out.with_attribute(known::NAMES, names.into()) } else { out })
}

fn set_variable(args: &mut Args) -> Eval {
    let mut out = Vec::new();
    for argument in args.dots()? {
        let Some(name) = argument.name else { return fail("all arguments must be named") };
        let value = raglan_engine::value::as_character(&argument.value)?;
        args.session.host.set_variable(name.as_str(), Some(value.get(0).unwrap_or("NA")));
        out.push(Some(true));
    }
    args.invisible(Value::logicals(out))
}

fn unset_variable(args: &mut Args) -> Eval {
    let names = args.strings("x")?;
    for name in names.iter().flatten() {
        args.session.host.set_variable(name, None);
    }
    args.invisible(Value::logicals(vec![Some(true); names.len()]))
}

fn command_args(args: &mut Args) -> Eval {
    let trailing = args.flag("trailingOnly")?;
    Ok(if trailing { Value::strings(Vec::<String>::new()) } else { Value::string("R") })
}

/// Times a report shows must not differ from run to run, so none passes.
fn no_time() -> Value {
    let names = ["user.self", "sys.self", "elapsed", "user.child", "sys.child"];
    Value::doubles(vec![0.0; 5]).with_names(names).with_class(&["proc_time"])
}

fn proc_time(_: &mut Args) -> Eval {
    Ok(no_time())
}

fn system_time(args: &mut Args) -> Eval {
    args.value("expr")?;
    args.session.visible = true;
    Ok(no_time())
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn constant(args: &mut Args) -> Eval {
    let letters = |first: u8| Value::strings((0..26).map(|i| char::from(first + i).to_string()));
    Ok(match args.string("name")?.as_str() {
        "letters" => letters(b'a'),
        "LETTERS" => letters(b'A'),
        "month.name" => Value::strings(MONTHS),
        "month.abb" => Value::strings(MONTHS.iter().map(|m| &m[..3])),
        "pi" => Value::double(std::f64::consts::PI),
        "R.version" => Value::named_list([
            ("platform", Value::string("x86_64-pc-linux-gnu")),
            ("arch", Value::string("x86_64")),
            ("os", Value::string("linux-gnu")),
            ("system", Value::string("x86_64, linux-gnu")),
            ("status", Value::string("")),
            ("major", Value::string("4")),
            ("minor", Value::string("4.3")),
            ("year", Value::string("2025")),
            ("month", Value::string("02")),
            ("day", Value::string("28")),
            ("svn rev", Value::string("87843")),
            ("language", Value::string("R")),
            ("version.string", Value::string("R version 4.4.3 (2025-02-28)")),
            ("nickname", Value::string("Trophy Case")),
        ])
        .with_class(&["simple.list"]),
        "R.version.string" => Value::string("R version 4.4.3 (2025-02-28)"),
        other => return fail(format!("no constant called '{other}'")),
    })
}

/// Writes an object as the code that makes it.
fn dput(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["control"])?;
    let x = args.value("x")?;
    let text = raglan_engine::value::deparse(&x, 70).join("\n") + "\n";
    let file = args.value("file")?;
    super::cat::write_to(args, &file, &text, false)?;
    args.invisible(x)
}
