"""Events reach all listeners, in order, one at a time."""

import threading

from jobdesk.core.events import Event, LogAppended
from jobdesk.engine.runtime.event_bus import EventBus


def test_order_holds_from_many_threads_and_no_listener_runs_twice_at_once() -> None:
    bus = EventBus()
    lock = threading.Lock()
    seen: list[int] = []
    inside: list[int] = []

    def listen(event: Event) -> None:
        assert isinstance(event, LogAppended)
        inside.append(1)
        assert len(inside) == 1
        seen.append(event.size_bytes)
        inside.pop()

    counter = iter(range(4000))

    def tell() -> None:
        for _ in range(1000):
            with lock:
                bus.put(LogAppended("x", next(counter)))
            bus.deliver()

    bus.subscribe(listen)
    threads = [threading.Thread(target=tell) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == list(range(4000))


def test_a_listener_that_fails_harms_no_other(caplog: object) -> None:
    bus = EventBus()
    seen: list[Event] = []

    def fail(_: Event) -> None:
        raise ValueError("mine")

    bus.subscribe(fail)
    bus.subscribe(seen.append)
    for size in range(3):
        bus.put(LogAppended("x", size))
    bus.deliver()
    assert len(seen) == 3
    assert "mine" in caplog.text  # type: ignore[attr-defined]


def test_what_a_listener_causes_is_told_after_what_it_hears() -> None:
    bus = EventBus()
    seen: list[int] = []

    def listen(event: Event) -> None:
        assert isinstance(event, LogAppended)
        if event.size_bytes < 5:
            bus.put(LogAppended("x", event.size_bytes + 1))
            bus.deliver()
        seen.append(event.size_bytes)

    bus.subscribe(listen)
    bus.put(LogAppended("x", 0))
    bus.deliver()
    assert seen == [0, 1, 2, 3, 4, 5]


def test_an_event_put_while_another_thread_delivers_is_not_left_behind() -> None:
    bus = EventBus()
    seen: list[Event] = []

    hears, may_end = threading.Event(), threading.Event()

    def slowly(event: Event) -> None:
        hears.set()
        assert may_end.wait(20)
        seen.append(event)

    bus.subscribe(slowly)
    bus.put(LogAppended("x", 1))
    thread = threading.Thread(target=bus.deliver)
    thread.start()
    assert hears.wait(20)
    bus.put(LogAppended("x", 2))
    bus.deliver()
    may_end.set()
    thread.join()
    assert len(seen) == 2


def test_whoever_unsubscribed_hears_no_more() -> None:
    bus = EventBus()
    seen: list[Event] = []
    bus.subscribe(seen.append)
    bus.unsubscribe(seen.append)
    bus.put(LogAppended("x", 1))
    bus.deliver()
    assert seen == []
