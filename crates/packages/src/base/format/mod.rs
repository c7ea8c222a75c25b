//! Values as texts of one width: `format()`, `formatC()`, `prettyNum()`, `format.pval()`.

mod default;
mod formatc;
mod frame;
mod pval;

pub use pval::p_values;

use raglan_engine::eval::{Builtin, builtin, generic, method};

pub(super) const FUNCTIONS: &[Builtin] = &[
    generic("format(x, ...)"),
    builtin(
        "format.default(x, trim = FALSE, digits = NULL, nsmall = 0L, \
         justify = c(\"left\", \"right\", \"centre\", \"none\"), width = NULL, na.encode = TRUE, \
         scientific = NA, big.mark = \"\", big.interval = 3L, small.mark = \"\", small.interval = 5L, \
         decimal.mark = getOption(\"OutDec\"), zero.print = NULL, drop0trailing = FALSE, ...)",
        default::format_default,
    ),
    method("format.factor(x, ...)", default::format_factor),
    method("format.AsIs(x, width = 12, ...)", default::format_as_is),
    method("format.noquote(x, ...)", default::format_unclassed),
    builtin("format.data.frame(x, ..., justify = \"left\")", frame::format_data_frame),
    method("format.hexmode(x, width = NULL, upper.case = FALSE, ...)", default::format_hexmode),
    method("format.octmode(x, width = NULL, ...)", default::format_octmode),
    builtin(
        "formatC(x, width = 0, digits = NULL, format = NULL, flag = \"\", mode = NULL, big.mark = \"\", \
         big.interval = 3L, small.mark = \"\", small.interval = 5L, decimal.mark = getOption(\"OutDec\"), \
         preserve.width = \"individual\", zero.print = NULL, replace.zero = TRUE, drop0trailing = FALSE)",
        formatc::format_c,
    ),
    builtin(
        "prettyNum(x, big.mark = \"\", big.interval = 3L, small.mark = \"\", small.interval = 5L, \
         decimal.mark = getOption(\"OutDec\"), input.d.mark = decimal.mark, \
         preserve.width = c(\"common\", \"individual\", \"none\"), zero.print = NULL, replace.zero = FALSE, \
         drop0trailing = FALSE, is.cmplx = NA, ...)",
        formatc::pretty_num,
    ),
    builtin(
        "format.pval(pv, digits = max(1, getOption(\"digits\") - 2), eps = .Machine$double.eps, \
         na.form = \"NA\", ...)",
        pval::format_pval,
    ),
];
