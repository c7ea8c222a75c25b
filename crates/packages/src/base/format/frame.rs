//! `format.data.frame()`: every column formatted by its own method.

use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::{Argument, Value};

pub(super) fn format_data_frame(args: &mut Args) -> Eval {
    let frame = args.value("x")?;
    let Value::List(list) = &frame else { return fail("not a data frame") };
    let justify = args.value("justify")?;
    let dots = args.dots()?;
    let mut columns = Vec::with_capacity(list.data.len());
    for column in list.data.iter() {
        let mut arguments = vec![Argument::new(column.clone())];
        arguments.extend(dots.iter().cloned());
        arguments.push(Argument::named("justify", justify.clone()));
        let text = args.apply_named("format", arguments)?;
        columns.push(text);
    }
    let mut out = list.clone();
    out.data = columns.into();
    Ok(Value::List(out))
}
