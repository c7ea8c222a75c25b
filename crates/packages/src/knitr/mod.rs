//! The knitr package: chunk options and what chunks may say about the document.

use raglan_engine::eval::{Args, Builtin, Eval, Event, Package, Session, builtin, fail, private};
use raglan_engine::value::Value;
use std::collections::BTreeMap;

/// Chunk options set by the report for the chunks to come.
#[derive(Default)]
pub struct Defaults {
    /// By name.
    pub values: BTreeMap<String, Value>,
}

/// Options of knitting itself.
#[derive(Default)]
struct KnitOptions {
    values: BTreeMap<String, Value>,
}

const FUNCTIONS: &[Builtin] = &[
    private(".opts_chunk_set(...)", |a| set(a, |s| &mut s.state::<Defaults>().values)),
    private(".opts_chunk_get(name = NULL)", |a| get(a, |s| &mut s.state::<Defaults>().values)),
    private(".opts_knit_set(...)", |a| set(a, |s| &mut s.state::<KnitOptions>().values)),
    private(".opts_knit_get(name = NULL)", |a| get(a, |s| &mut s.state::<KnitOptions>().values)),
    builtin("asis_output(x, meta = NULL, cacheable = NA)", asis_output),
    raglan_engine::eval::method("print.knit_asis(x, ...)", print_asis),
    builtin("is_html_output(fmt = NULL, excludes = NULL)", |_| Ok(Value::logical(true))),
    builtin("is_latex_output()", |_| Ok(Value::logical(false))),
];

/// The knitr package.
pub const PACKAGE: Package = Package {
    name: "knitr",
    version: "1.50",
    functions: &[FUNCTIONS],
    code: &[("knitr.R", include_str!("knitr.R"))],
    depends: &[],
    reexports: &[],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};

type Store = fn(&mut Session) -> &mut BTreeMap<String, Value>;

fn set(args: &mut Args, store: Store) -> Eval {
    let mut given = Vec::new();
    for argument in args.dots()? {
        match (argument.name, &argument.value) {
            (Some(name), value) => given.push((name.as_str().to_string(), value.clone())),
            (None, Value::List(items)) => {
                let names = argument.value.names();
                for (i, item) in items.data.iter().enumerate() {
                    given.push((
                        names.as_ref().and_then(|n| n.get(i)).unwrap_or_default().to_string(),
                        item.clone(),
                    ));
                }
            }
            _ => return fail("options are set by name"),
        }
    }
    let values = store(args.session);
    let mut old = Vec::new();
    for (name, value) in given {
        let name = name.replace('-', ".");
        old.push((name.clone(), values.insert(name, value).unwrap_or_default()));
    }
    args.invisible(Value::named_list(old))
}

fn get(args: &mut Args, store: Store) -> Eval {
    let names = match args.value("name")? {
        Value::Null => None,
        value => Some(raglan_engine::value::as_character(&value)?),
    };
    let values = store(args.session);
    Ok(match names {
        None => Value::named_list(values.clone()),
        Some(names) if names.len() == 1 => {
            names.get(0).and_then(|n| values.get(n)).cloned().unwrap_or_default()
        }
        Some(names) => {
            let one = |n: &str| (n.to_string(), values.get(n).cloned().unwrap_or_default());
            Value::named_list(names.iter().flatten().map(one).collect::<Vec<_>>())
        }
    })
}

fn asis_output(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["meta"])?;
    Ok(args.value("x")?.with_class(&["knit_asis"]))
}

fn print_asis(args: &mut Args) -> Eval {
    let value = args.value("x")?;
    let text = raglan_engine::value::as_character(&value)?;
    let text: Vec<&str> = text.iter().flatten().collect();
    args.session.output.show(Event::Asis(text.join("\n")));
    args.invisible(value)
}
