//! Memory that one long text may use up: it is asked for before it is taken, and some is left for all else that goes on.

use std::hint::black_box;

/// What a long text leaves free, and from which length on a text is one.
const ROOM: usize = 1024 * 1024;

/// Makes room for so many more bytes; false where the memory does not hold them.
pub fn reserve(bytes: &mut Vec<u8>, more: usize) -> bool {
    if more <= bytes.capacity().saturating_sub(bytes.len()) {
        return true;
    }
    // Twice as much saves copies, and may be too much.
    let reserved = bytes.try_reserve(more);
    let reserved = reserved.or_else(|_| bytes.try_reserve_exact(more));
    reserved.is_ok() && leaves_room(bytes.capacity())
}

/// Adds so many zeros, for which there is room: in pieces, since `resize` goes byte by byte where the compiler is asked for small code.
pub fn lengthen(bytes: &mut Vec<u8>, mut more: usize) {
    let zeros = [0; 256];
    while let Some(piece) = zeros
        .get(..more.min(zeros.len()))
        .filter(|piece| !piece.is_empty())
    {
        bytes.extend_from_slice(piece);
        more = more.saturating_sub(piece.len());
    }
}

/// A text of its own; none where the memory does not hold it.
pub fn copy(text: &str) -> Option<String> {
    let mut out = String::new();
    if out.try_reserve_exact(text.len()).is_err() || !leaves_room(text.len()) {
        return None;
    }
    out.push_str(text);
    Some(out)
}

fn leaves_room(taken: usize) -> bool {
    if taken < ROOM {
        return true;
    }
    let mut probe = Vec::<u8>::new();
    let found = probe.try_reserve_exact(ROOM).is_ok();
    // Else the compiler takes it for needless, and for successful.
    black_box(&probe);
    found
}
