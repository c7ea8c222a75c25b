//! The stringr package: strings looked into, cut, joined and laid out.

mod case;
mod cut;
mod detect;
mod extract;
mod join;
mod layout;
mod locate;
mod order;
mod pattern;
mod replace;
mod split;
mod unicode;

use raglan_engine::eval::{Args, Eval, Package, Signal};
use raglan_engine::value::{Strings, Value};

/// The stringr package.
pub const PACKAGE: Package = Package {
    name: "stringr",
    version: "1.5.1",
    functions: &[
        pattern::FUNCTIONS,
        detect::FUNCTIONS,
        locate::FUNCTIONS,
        extract::FUNCTIONS,
        replace::FUNCTIONS,
        split::FUNCTIONS,
        cut::FUNCTIONS,
        case::FUNCTIONS,
        join::FUNCTIONS,
        layout::FUNCTIONS,
        order::FUNCTIONS,
    ],
    code: &[("view.R", include_str!("view.R"))],
    depends: &[],
    reexports: &[("magrittr", &["%>%"])],
    greeting: None,
    data: |_, _| None,
    data_names: &[],
};

/// An error of the tidyverse, as from a call of the function that runs.
fn refuse(args: &mut Args, message: &str) -> Box<Signal> {
    let call = Value::call(args.name().as_str(), []);
    let condition = raglan_engine::eval::condition(message, Some(call), &["rlang_error", "error"]);
    args.session.raise_condition(condition)
}

/// The texts of an argument, whatever its class.
fn texts(args: &mut Args, name: &str) -> Eval<Strings> {
    let value = args.value(name)?;
    crate::base::strings::texts_of(args, &value)
}

/// The common length of arguments; lengths other than one must agree.
fn common(args: &mut Args, sizes: &[(&str, usize)]) -> Eval<usize> {
    let mut common = ("", 1);
    for &(name, size) in sizes {
        if size == 1 || size == common.1 {
            continue;
        }
        if common.1 != 1 {
            let (first, n) = common;
            return Err(refuse(
                args,
                &format!("Can't recycle `{first}` (size {n}) to match `{name}` (size {size})."),
            ));
        }
        common = (name, size);
    }
    Ok(common.1)
}

/// The place in an argument of length one or of the common length.
fn at(i: usize, length: usize) -> usize {
    if length == 1 { 0 } else { i }
}
