//! Arbitrary messages can be read, in linear time.

use super::*;

/// The time that this thread has worked: other processes do not make it longer.
#[cfg(unix)]
fn worked() -> std::time::Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    std::time::Duration::new(
        time.tv_sec.try_into().unwrap(),
        time.tv_nsec.try_into().unwrap(),
    )
}

#[cfg(unix)]
#[test]
fn reading_a_message_takes_linear_time() {
    let none = Evidence::default();
    let work = |text: &str| {
        let runs = (0..3).map(|_| {
            let start = worked();
            linked(text, &none);
            worked().saturating_sub(start)
        });
        runs.min().unwrap_or_default()
    };
    for part in [
        "lorem TASK-2.1 dolor\n",
        "lorem TASK-2.1 dolor ",
        "TASK-2.1, ",
        "TASK-2.1 ",
        "TASK-2.1-",
        "TASK-2.1..",
        "Task: TASK-2.1\n",
        "Task: TASK-9.1\n",
        "Refs: TASK-1.1\n ",
        "(TASK-1.1) p1 p2 phase 3, ",
        "auth-flow:TASK-1.1/2/3 ",
    ] {
        for front in ["subject\n\n", ""] {
            let text = |bytes: usize| front.to_owned() + &part.repeat(bytes / part.len());
            let (short, long) = (work(&text(4_000)), work(&text(64_000)));
            // A quadratic algorithm would take 256 times as long for 16 times the length.
            assert!(
                long < short * 200,
                "{short:?} and {long:?} for {part:?} after {front:?}"
            );
        }
    }
}

proptest::proptest! {
    #[test]
    fn any_message_can_be_read(text in "(?s)[ -~\\n\\ré–…:,/.()-]{0,80}(TASK-1\\.1|Task: |Refs: |-|\\.\\.|to|1\\.9{1,30}|é){0,12}(?s).{0,40}") {
        let message = Message::parse(&text);
        assert_eq!(text.get(message.subject_span.range()), Some(message.subject));
        for trailer in &message.trailers {
            assert_eq!(text.get(trailer.span.range()), Some(trailer.value));
        }
        let outcome = link(&message, &known(), &Evidence::default());
        let spans = outcome.links.iter().filter_map(|link| link.span);
        let spans = spans.chain(outcome.ambiguous.iter().map(|it| it.span));
        let spans = spans.chain(outcome.unknown.iter().map(|it| it.span));
        for span in spans {
            assert!(text.get(span.range()).is_some_and(|text| !text.is_empty()));
        }
    }
}
