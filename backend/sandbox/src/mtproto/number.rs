//! Numbers on their way into TL, which has signed ones of 32 and 64 bits.

/// As `int`; what does not fit becomes the greatest.
pub fn int(number: impl TryInto<i32>) -> i32 {
    number.try_into().unwrap_or(i32::MAX)
}

/// As `long`; what does not fit becomes the greatest.
pub fn long(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}

/// A limit or an offset of a client; a negative one is none.
pub fn count(number: i32) -> usize {
    usize::try_from(number).unwrap_or_default()
}
