//! `fft`.

use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail};
use raglan_engine::value::{Complex, Value, Vector, as_complex, is_numeric_like};
use raglan_stats::fourier::transform;

pub(super) const FUNCTIONS: &[Builtin] = &[builtin("fft(z, inverse = FALSE)", fft)];

fn fft(args: &mut Args) -> Eval {
    let z = args.value("z")?;
    if !is_numeric_like(&z) {
        return fail("non-numeric argument");
    }
    if z.dim().is_some_and(|d| d.len() > 1) {
        return fail("`fft` of arrays is not implemented");
    }
    let inverse = args.flag("inverse")?;
    let data: Vec<(f64, f64)> = as_complex(&z, &mut Vec::new())?.iter().map(|z| (z.re, z.im)).collect();
    let out: Vec<Complex> =
        transform(&data, inverse).into_iter().map(|(re, im)| Complex::new(re, im)).collect();
    Ok(Value::Complex(Vector::new(out)))
}
