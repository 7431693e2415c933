;; Reads text that stands in memory, as ascii.js says, in place: in JavaScript this loop takes longer than the compiling of what it reads.
(module
  (memory (export "memory") 1)
  ;; The table begins at 0: what a character stands for; 128 and 256 further, what it stands for after each of the prefixes } and ~.
  (func (export "decode") (param $read i32) (param $end i32) (param $write i32)
    (local $entry i32)
    (loop $next
      (local.set $entry (i32.load8_u (local.get $read)))
      (local.set $read (i32.add (local.get $read) (i32.const 1)))
      (if (i32.ge_u (local.get $entry) (i32.const 125)) ;; a prefix
        (then
          (local.set $entry
            (i32.add
              (i32.mul (i32.sub (local.get $entry) (i32.const 124)) (i32.const 128))
              (i32.load8_u (local.get $read))))
          (local.set $read (i32.add (local.get $read) (i32.const 1)))))
      (i32.store8 (local.get $write) (i32.load8_u (local.get $entry)))
      (local.set $write (i32.add (local.get $write) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $read) (local.get $end))))))
