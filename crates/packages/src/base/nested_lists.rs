//! Lists within lists: `rapply`, `modifyList`, `relist`; functions made to work element by element.

use raglan_engine::eval::{self, Args, Builtin, Eval, builtin, fail, lazy, method, private};
use raglan_engine::value::frame::names_of;
use raglan_engine::value::{
    Argument, Call, Closure, Environment, Strings, Symbol, Value, as_list, class_vector, known,
};
use std::rc::Rc;

pub(super) const FUNCTIONS: &[Builtin] = &[
    lazy(
        "rapply(object, f, classes = \"ANY\", deflt = NULL, how = c(\"unlist\", \"replace\", \"list\"), ...)",
        apply_nested,
    ),
    builtin("modifyList(x, val, keep.null = FALSE)", |a| {
        let (x, value) = (a.value("x")?, a.value("val")?);
        let keep = a.flag("keep.null")?;
        modified(x, &value, keep)
    }),
    builtin("relist(flesh, skeleton = attr(flesh, \"skeleton\"))", relist),
    builtin("as.relistable(x)", |a| {
        let x = a.value("x")?;
        let class = class_vector(&x);
        Ok(x.with_attribute(
            known::CLASS,
            Value::strings(std::iter::once("relistable".to_string()).chain(class)),
        ))
    }),
    builtin("is.relistable(x)", |a| Ok(Value::logical(a.value("x")?.has_class("relistable")))),
    method("unlist.relistable(x, recursive = TRUE, use.names = TRUE)", unlist_with_skeleton),
    builtin("getElement(object, name)", |a| {
        let (object, name) = (a.value("object")?, a.value("name")?);
        if let Value::Object(_) = object {
            let slot = a.session.from_namespace("methods", "slot", false)?;
            return a.apply(&slot, vec![Argument::new(object), Argument::new(name)]);
        }
        a.apply_named(
            "[[",
            vec![
                Argument::new(object),
                Argument::new(name),
                Argument::named(known::EXACT, Value::logical(true)),
            ],
        )
    }),
    builtin("Vectorize(FUN, vectorize.args, SIMPLIFY = TRUE, USE.NAMES = TRUE)", vectorize),
    private(".call_vectorized()", call_vectorized),
];

/// What is done with the leaves of a list.
struct Walk<'a> {
    function: Value,
    classes: Option<Strings>,
    otherwise: Option<Value>,
    dots: &'a [Argument],
}

impl Walk<'_> {
    fn of(&self, args: &mut Args, item: &Value) -> Eval {
        if let Value::List(list) = item {
            let mut out = Vec::with_capacity(list.data.len());
            for part in list.data.iter() {
                out.push(self.of(args, part)?);
            }
            let out = Value::list(out);
            return Ok(match (&self.otherwise, item.attribute(known::NAMES)) {
                (None, _) => out.with_attributes(item.attributes().clone()),
                (Some(_), Some(names)) => out.with_attribute(known::NAMES, names),
                (Some(_), None) => out,
            });
        }
        let own = class_vector(item);
        let fits =
            self.classes.as_ref().is_none_or(|c| own.iter().any(|o| c.iter().any(|c| c == Some(o.as_str()))));
        if fits {
            let mut arguments = vec![Argument::new(item.clone())];
            arguments.extend(self.dots.iter().cloned());
            return args.apply(&self.function, arguments);
        }
        Ok(self.otherwise.clone().unwrap_or_else(|| item.clone()))
    }
}

fn apply_nested(args: &mut Args) -> Eval {
    let object = args.value("object")?;
    if !matches!(object, Value::List(_)) {
        return fail("'object' must be a list");
    }
    let how = args.choice("how")?;
    let classes = args.strings("classes")?;
    let any = classes.len() == 1 && classes.get(0) == Some("ANY");
    let otherwise = if how == "replace" { None } else { Some(args.value("deflt")?) };
    let dots = args.raw_dots().to_vec();
    let walk =
        Walk { function: args.function("f")?, classes: (!any).then_some(classes), otherwise, dots: &dots };
    let out = walk.of(args, &object)?;
    if how == "unlist" { args.apply_named("unlist", vec![Argument::new(out)]) } else { Ok(out) }
}

/// Elements of `value` replace those of the same name; lists within lists are changed in turn.
fn modified(x: Value, value: &Value, keep_null: bool) -> Eval {
    let (Value::List(_), Value::List(new)) = (&x, value) else { return fail("is.list(x) is not TRUE") };
    let mut names = names_of(&x);
    let mut items = as_list(&x).into_vec();
    for (name, item) in names_of(value).into_iter().zip(new.data.iter()).filter(|(n, _)| !n.is_empty()) {
        let at = names.iter().position(|n| *n == name);
        match (at, item) {
            (Some(k), Value::List(_)) if matches!(items[k], Value::List(_)) => {
                items[k] = modified(std::mem::take(&mut items[k]), item, keep_null)?;
            }
            (Some(k), Value::Null) if !keep_null => {
                items.remove(k);
                names.remove(k);
            }
            (None, Value::Null) if !keep_null => {}
            (Some(k), _) => items[k] = item.clone(),
            (None, _) => {
                items.push(item.clone());
                names.push(name);
            }
        }
    }
    let kept = x.attributes().only(|n| n != known::NAMES);
    let bare = names.is_empty() && x.attribute(known::NAMES).is_none();
    let out = Value::list(items).with_attributes(kept);
    Ok(if bare { out } else { out.with_names(names) })
}

/// A list shaped like the skeleton, filled from a vector.
fn filled(args: &mut Args, flesh: &Value, skeleton: &Value, next: &mut usize) -> Eval {
    if let Value::List(list) = skeleton {
        let mut out = Vec::with_capacity(list.data.len());
        for part in list.data.iter() {
            out.push(filled(args, flesh, part, next)?);
        }
        return Ok(Value::list(out).with_attributes(skeleton.attributes().clone()));
    }
    let end = *next + skeleton.len();
    if end > flesh.len() {
        return fail("the skeleton is longer than the flesh");
    }
    let piece = flesh.gather(&(*next..end).collect::<Vec<_>>());
    *next = end;
    let piece = if let Value::List(_) = piece {
        args.apply_named("unlist", vec![Argument::new(piece)])?
    } else {
        piece
    };
    Ok(piece.with_attributes(skeleton.attributes().clone()))
}

fn relist(args: &mut Args) -> Eval {
    let flesh = args.value("flesh")?;
    let skeleton = args.value("skeleton")?;
    if matches!(skeleton, Value::Null) {
        return fail(
            "The 'flesh' argument does not contain a skeleton attribute.\n\
             Either ensure you unlist a relistable object, or specify the skeleton separately.",
        );
    }
    let plain = flesh.with_attribute(known::NAMES, Value::Null);
    filled(args, &plain, &skeleton, &mut 0)
}

/// The vector remembers the list it was.
fn unlist_with_skeleton(args: &mut Args) -> Eval {
    let x = args.value("x")?;
    let mut plain = x.clone();
    let rest: Vec<String> =
        class_vector(&x).into_iter().filter(|c| c != "relistable" && c != "list").collect();
    plain.set_attribute(known::CLASS, if rest.is_empty() { Value::Null } else { Value::strings(rest) });
    let mut arguments = vec![Argument::new(plain.clone())];
    for name in ["recursive", "use.names"] {
        arguments.push(Argument::named(name, args.value(name)?));
    }
    let out = args.apply_named("unlist", arguments)?;
    Ok(out.with_attribute(Symbol::new("skeleton"), x))
}

const FUNCTION: &str = "FUN";
const OVER: &str = "vectorize.args";

/// A function of the same arguments that calls this one for each element of some of them.
fn vectorize(args: &mut Args) -> Eval {
    let function = args.function(FUNCTION)?;
    let formals = args.apply_named("formals", vec![Argument::new(function.clone())])?;
    let own: Vec<String> = names_of(&formals).into_iter().filter(|n| n != "...").collect();
    let over = if args.raw(OVER).is_some() { args.value(OVER)? } else { Value::strings(&own) };
    let wanted = raglan_engine::value::as_character(&over)?;
    if wanted.is_empty() {
        return Ok(function);
    }
    if wanted.iter().flatten().any(|w| !own.iter().any(|o| o == w)) {
        return fail("must specify names of formal arguments for 'vectorize'");
    }
    let scope = Environment::new(&args.session.base);
    scope.set(FUNCTION, function.clone());
    scope.set(OVER, over);
    for name in ["SIMPLIFY", "USE.NAMES"] {
        scope.set(name, args.value(name)?);
    }
    let runner = args.session.from_namespace("base", ".call_vectorized", true)?;
    let plain = Value::Closure(Rc::new(Closure {
        formals: Vec::new().into(),
        body: Value::Language(Rc::new(Call::of(runner, Vec::new()))),
        environment: scope,
        source: None,
        attributes: Default::default(),
    }));
    args.apply_named("formals<-", vec![Argument::new(plain), Argument::named(known::VALUE, formals)])
}

/// Runs in the frame of a function that `Vectorize` made.
fn call_vectorized(args: &mut Args) -> Eval {
    let Some(context) = args.session.context_of(args.env) else {
        return fail("a vectorized function runs in a call of its own");
    };
    let supplied = context.arguments.clone();
    let Value::Closure(own) = context.function.clone() else {
        return fail("a vectorized function is a closure");
    };
    let setting = |name: &str| own.environment.get(Symbol::new(name)).unwrap_or_default();
    let over = raglan_engine::value::as_character(&setting(OVER))?;
    let names: Vec<Symbol> = own.formals.iter().map(|f| f.name).collect();
    let dots = names.iter().position(|n| *n == known::DOTS);
    let matched = eval::match_arguments(&names, dots, &supplied)?;
    let mut each = Vec::new();
    let mut rest = Vec::new();
    for (k, name) in names.iter().enumerate() {
        let Some(i) = matched.formals[k].filter(|_| Some(k) != dots) else { continue };
        let value = args.session.force(supplied[i].value.clone())?;
        let named = Argument { name: Some(*name), value };
        if over.iter().any(|o| o == Some(name.as_str())) { each.push(named) } else { rest.push(named) }
    }
    for &i in &matched.dots {
        let value = args.session.force(supplied[i].value.clone())?;
        rest.push(Argument { name: supplied[i].name, value });
    }
    if each.is_empty() {
        return args.apply(&setting(FUNCTION), rest);
    }
    let names: Vec<&str> = rest.iter().map(|a| a.name.map_or("", Symbol::as_str)).collect();
    let mut more = Value::list(rest.iter().map(|a| a.value.clone()).collect::<Vec<_>>());
    if names.iter().any(|n| !n.is_empty()) {
        more = more.with_names(names);
    }
    let mut arguments = vec![Argument::named("FUN", setting(FUNCTION))];
    arguments.extend(each);
    arguments.push(Argument::named("MoreArgs", more));
    for name in ["SIMPLIFY", "USE.NAMES"] {
        arguments.push(Argument::named(name, setting(name)));
    }
    args.apply_named("mapply", arguments)
}
