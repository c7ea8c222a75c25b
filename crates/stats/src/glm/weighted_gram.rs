//! XᵀWX, the step whose cost grows with observations times squared coefficients.

use crate::matrix::Matrix;
use std::thread;

/// Rows handled at a time, so that the columns stay in the first-level cache.
const ROWS: usize = 256;
/// Rows summed by one thread; the sums of these blocks are added in their order, so that the result does not
/// depend on the number of threads.
const BLOCK: usize = 32_768;

/// `Xᵀ diag(w) X`, exactly symmetric; weights may be negative.
pub(crate) fn weighted_gram(x: &Matrix, w: &[f64]) -> Matrix {
    let (n, p) = (x.rows(), x.cols());
    let mut gram = Matrix::zeros(p, p);
    let starts: Vec<usize> = (0..n).step_by(BLOCK).collect();
    let threads = thread::available_parallelism().map_or(1, usize::from).min(starts.len());
    if threads < 2 {
        for &start in &starts {
            add(&mut gram, &block_gram(x, w, start, (start + BLOCK).min(n)));
        }
    } else {
        for round in starts.chunks(threads) {
            let parts: Vec<Matrix> = thread::scope(|scope| {
                let running: Vec<_> = round
                    .iter()
                    .map(|&start| scope.spawn(move || block_gram(x, w, start, (start + BLOCK).min(n))))
                    .collect();
                running.into_iter().map(|r| r.join().expect("sums of products cannot fail")).collect()
            });
            for part in &parts {
                add(&mut gram, part);
            }
        }
    }
    for j in 0..p {
        for i in 0..j {
            gram[(j, i)] = gram[(i, j)];
        }
    }
    gram
}

fn add(total: &mut Matrix, part: &Matrix) {
    for (t, v) in total.data_mut().iter_mut().zip(part.data()) {
        *t += v;
    }
}

/// The upper triangle from the rows `first..end`.
fn block_gram(x: &Matrix, w: &[f64], first: usize, end: usize) -> Matrix {
    let p = x.cols();
    let mut gram = Matrix::zeros(p, p);
    let mut scaled = vec![0.0; ROWS];
    for start in (first..end).step_by(ROWS) {
        let stop = (start + ROWS).min(end);
        for j in 0..p {
            let target = &mut scaled[..stop - start];
            for ((t, v), w) in target.iter_mut().zip(&x.column(j)[start..stop]).zip(&w[start..stop]) {
                *t = v * w;
            }
            for i in 0..=j {
                gram[(i, j)] += strands(&x.column(i)[start..stop], target);
            }
        }
    }
    gram
}

/// An inner product over eight interleaved strands, which fill the width of vector registers.
fn strands(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    let (a8, b8) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f64 = a8.remainder().iter().zip(b8.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a8.zip(b8) {
        for l in 0..8 {
            sums[l] += x[l] * y[l];
        }
    }
    ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7])) + rest
}
