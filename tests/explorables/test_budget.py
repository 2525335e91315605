"""The explorable in which a network is designed: its bill is what the chapter's judge says of the
function that it prints, the judge takes that function, and the page where rows are dragged.
"""

import random

import pytest
import torch
from course import BOOK, explorable_pages
from judging import EXERCISES, namespace_at, run
from playing import find, visit
from torch import nn

PAGE = explorable_pages()["budget"]
LAST = [one for one in EXERCISES if one.chapter == BOOK.chapter("design-your-own")][-1]
FITTING = {
    1: "c12s2-c12-c20s2-c20-d40s2-d64",
    2: "c8s2-i16s2t2-i16t2-i32s2t2-i32t2-p64",
    3: "c8s2-d16-d24s2-d24-d48s2-d48",
    4: "c12s2-c12-c16s2-c16-c32s2-c32",
}


@pytest.fixture(scope="module")
def names():
    """What the chapter has defined before its last exercise."""
    return namespace_at(LAST)


def random_designs(count):
    choose, designs = random.Random(0), []
    for _ in range(count):
        rows = []
        for _ in range(choose.choice([1, 3, 4, 5, 6, 7, 8, 12])):
            kind = choose.choice("ccddiiip")
            stride = choose.choice(["", "", "s2"])
            expansion = f"t{choose.randint(1, 6)}" if kind == "i" else ""
            rows.append(f"{kind}{choose.randint(8, 40)}{stride}{expansion}")
        designs.append("-".join(rows))
    return designs


def printed(call, designs, level=1):
    """Return each design's result and the function that the page prints."""
    results = call("network", "compute", [[{"rows": rows}] for rows in designs])
    return results, call("network", "code", [[one, {"level": level}] for one in results])


def build(code, names, level=1):
    """Return three networks of the printed function, as the judge makes them."""
    namespace = dict(names)
    run(code, namespace)
    return names["build_seeds"](namespace[f"design_{level}"], 3)


def test_the_bill_is_the_judges(names, call):
    designs = [*random_designs(60), *FITTING.values()]
    results, codes = printed(call, designs)
    fits = 0
    for design, found, code in zip(designs, results, codes, strict=True):
        networks = build(code, names)
        bill = names["read_bill"](networks[0])
        # a ReLU that is off everywhere hides what the network can see
        bill = bill._replace(field=max(map(names["seen_pixels"], networks)))
        heaviest, dearest = found["heaviest"], found["dearest"]
        for layer in (heaviest, dearest):
            place = layer["where"].split()
            assert layer["name"].startswith(f"{place[1].strip(',')}." if place[0] == "row" else "")
            assert (place[-1][:5] == "expan") == (".expand." in layer["name"])
            assert ("depthwise step" in layer["where"]) == (".depthwise.0" in layer["name"])
        assert (found["parameters"], found["macs"], found["field"]) == bill[:3], design
        assert bill.heaviest == f"`{heaviest['name']}`: {heaviest['parameters']:,}", design
        where = f"`{dearest['name']}`, whose output is {dearest['shape']}: {dearest['macs']:,}"
        assert bill.dearest == where, design
        assert found["parameters"] == names["count_parameters"](networks[0])
        assert found["macs"] == names["count_macs"](networks[0], names["PICTURE"])
        kinds = [isinstance(layer, nn.Conv2d) for layer in networks[0].modules()]
        assert found["convolutions"] == sum(kinds)
        for level, missed in enumerate(found["misses"], 1):
            holds = [holds for holds, _ in names["check_bill"]("", bill, level)]
            keys = ["parameters", "macs", "field"]
            assert missed == [key for key, held in zip(keys, holds, strict=True) if not held]
            fits += not missed
    assert 20 < fits < 3 * len(designs)


def test_each_row_is_its_layers(names, call):
    designs = [*random_designs(12), *FITTING.values()]
    results, codes = printed(call, designs)
    for found, code in zip(results, codes, strict=True):
        networks = build(code, names)
        layers = names["itemise"](networks[0], names["PICTURE"])
        assert len(networks[0]) == len(found["rows"]) + 3
        for k, row in enumerate([*found["rows"], found["classifier"]]):
            at = k if "kind" in row else len(networks[0]) - 1
            own = [layer for layer in layers if layer[0].split(".")[0] == str(at)]
            assert row["parameters"] == names["count_parameters"](networks[0][at])
            assert row["macs"] == sum(macs for *_, macs in own)
            if "kind" in row:
                assert own[-1][2] == (row["channels"], row["size"], row["size"])
                ends = [nn.Sequential(*net[: k + 1], *net[-3:-1]) for net in networks]
                assert row["field"] == max(map(names["seen_pixels"], ends))


def test_v1_is_among_the_designs(names, call):
    found = call("network", "compute", [[{"rows": "c16s2-d32-d64s2-d64-d128s2-d128"}]])[0]
    assert (
        tuple(found[key] for key in ("parameters", "macs", "field"))
        == (names["read_bill"](names["digit_v1"]())[:3])
    )


@pytest.mark.parametrize("level", FITTING)
def test_the_judge_takes_the_printed_function(names, call, level):
    results, (code,) = printed(call, [FITTING[level]], level)
    assert results[0]["misses"][level - 1] == []
    ask = f'\ncheck("it", lambda: inspect_design("mine", design_{level}, level={level}))'
    report, said = (
        "\n".join(run(code + ask, dict(names))),
        f"✅ it the bill is within level {level}",
    )
    assert said in report
    assert f" {results[0]['macs']:,} " in report and f" {results[0]['field']} " in report


def test_rows_are_read_or_refused(call):
    designs = random_designs(40)
    rows = call("network", "readRows", [[design] for design in designs])
    assert call("network", "writeRows", [[one] for one in rows]) == designs
    refused = ["", "c", "x8", "c0", "c129", "c8s3", "i8t7", "c8--c8", "c8t2t2", "c8 c8", "c-8"]
    for found in call("network", "readRows", [[text] for text in refused]):
        assert "is no row. A row is c, d, i or p" in found
    assert "12 are the most" in call("network", "readRows", [["-".join(["c8"] * 13)]])[0]


def test_a_stride_on_one_position_is_told(call):
    design = "c8s2-c8s2-c8s2-c8s2-c8s2-c8s2-c8"
    found = call("network", "compute", [[{"rows": design}]])[0]
    assert [row["size"] for row in found["rows"]] == [16, 8, 4, 2, 1, 1, 1]
    assert found["idle"] == [5]


# On the page


def says(page):
    return find(page).locator(".explorable-live p").first.inner_text()


def design_of(page):
    """Return the rows as the printed function has them."""
    return [
        line.strip(" ,") for line in page.locator(".explorable pre").inner_text().splitlines()[3:-1]
    ]


def middle(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page, locator, dx=0, dy=0):
    x, y = middle(locator)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx / 2, y + dy / 2, steps=4)
    page.mouse.move(x + dx, y + dy, steps=4)
    page.mouse.up()


@pytest.mark.parametrize("width", [1280, 390])
def test_rows_are_dragged(open_page, width):
    page, _, troubles = visit(open_page, PAGE, width=width)
    root = find(page)
    root.locator(".design").scroll_into_view_if_needed()
    tracks, places = root.locator("[data-grip^=channels]"), root.locator("[data-grip^=order]")
    across = tracks.first.bounding_box()["width"]
    drag(page, tracks.nth(1), dx=across / 4)
    assert design_of(page)[1] == "InvertedResidual(8, 48, stride=2, expansion=2)"
    drag(page, tracks.nth(1), dx=-across)
    assert design_of(page)[1] == "InvertedResidual(8, 4, stride=2, expansion=2)"
    down = middle(places.nth(3))[1] - middle(places.nth(0))[1]
    drag(page, places.nth(0), dy=down)
    assert design_of(page)[0] == "InvertedResidual(1, 4, stride=2, expansion=2)"
    assert design_of(page)[3] == "standard_block(32, 8)"
    assert page.evaluate("document.activeElement.dataset.grip") == "order-3"
    page.wait_for_url("**rows=i4s2t2-i16t2-i32s2t2-c8-i32t2-p64*")
    assert troubles == []


@pytest.mark.parametrize("width", [1280, 390])
def test_large_numbers_keep_their_room(open_page, width):
    page, _, _ = visit(open_page, f"{PAGE}?rows=c92-i128t6-i16t6-p64", width=width)
    root = find(page)
    ends = """all => all.filter((cost) => {
        const range = document.createRange();
        range.selectNodeContents(cost.firstChild);
        const next = cost.nextElementSibling?.getBoundingClientRect().left ?? Infinity;
        return range.getBoundingClientRect().right > next;
    }).map((cost) => cost.textContent)"""
    assert root.locator(".design .cost").evaluate_all(ends) == []
    # the marks of levels that stand close have one name
    marks = root.locator("svg text.mark").evaluate_all("""all => {
        const boxes = all.map((mark) => mark.getBoundingClientRect());
        return boxes.flatMap((a, k) => boxes.slice(k + 1).map((b) =>
            a.top === b.top && a.left < b.right && b.left < a.right));
    }""")
    assert marks and not any(marks)


def test_keys_suffice(open_page):
    page, _, troubles = visit(open_page, PAGE)
    root, press = find(page), page.keyboard.press
    stops = "root => [...root.querySelectorAll('.design *')].filter((e) => e.tabIndex === 0).length"
    root.locator("[data-grip=channels-0]").focus()
    assert root.evaluate(stops) == 7  # of one row only
    for key in ("ArrowRight", "Shift+ArrowRight", "ArrowDown", "End", "ArrowDown", "Home"):
        press(key)
    assert design_of(page)[:3] == [
        "standard_block(1, 14)",
        "InvertedResidual(14, 128, stride=2, expansion=2)",
        "InvertedResidual(128, 1, expansion=2)",
    ]
    press("Tab")
    page.keyboard.type("2")
    page.keyboard.type("4")
    assert design_of(page)[2] == "InvertedResidual(128, 24, expansion=2)"
    press("Tab")
    press("Enter")  # the stride
    assert design_of(page)[2] == "InvertedResidual(128, 24, stride=2, expansion=2)"
    press("Tab")
    press("Enter")  # one more like it
    assert design_of(page)[3] == "InvertedResidual(24, 24, expansion=2)"
    press("Tab")
    press("Enter")  # without it
    assert design_of(page)[2] == "InvertedResidual(128, 24, expansion=2)"
    root.locator("[data-grip=order-2]").focus()
    for key in ("ArrowUp", "ArrowUp"):
        press(key)
    assert page.evaluate("document.activeElement.dataset.grip") == "order-0"
    assert design_of(page)[0] == "InvertedResidual(1, 24, expansion=2)"
    press("Tab")
    root.get_by_label("Row 0: kind").select_option("standard")
    assert design_of(page)[0] == "standard_block(1, 24)"
    assert page.evaluate("document.activeElement.dataset.key") == "kind-0"
    assert troubles == []


def test_removing_the_last_row_keeps_the_focus_and_one_row_stays(open_page):
    page, _, _ = visit(open_page, f"{PAGE}?rows=c8s2-c8")
    root = find(page)
    root.get_by_role("button", name="Row 1: remove it").click()
    assert page.evaluate("document.activeElement.dataset.grip") == "channels-0"
    assert root.get_by_role("button", name="Row 0: remove it").is_disabled()
    assert design_of(page) == ["standard_block(1, 8, stride=2)"]


def test_the_bill_is_in_sight_where_a_row_is_changed(open_page):
    phone = {"has_touch": True, "is_mobile": True, "width": 390}
    page, _, troubles = visit(open_page, PAGE, **phone)
    root = find(page)
    root.locator(".design").evaluate(
        "design => design.lastChild.scrollIntoView({ block: 'center', behavior: 'instant' })"
    )
    short = root.locator(".short")
    assert "✗ 1.3 M MACs" in short.inner_text() and "✓ field 21" in short.inner_text()
    root.get_by_role("button", name="Row 4: stride 1").tap()
    assert "✗ 1.1 M MACs" in short.inner_text()
    box, header = short.bounding_box(), page.locator(".bd-header-article").bounding_box()
    assert header["y"] + header["height"] - 1 <= box["y"] < box["y"] + box["height"] < 200
    assert not root.locator("svg").is_visible() or root.locator("svg").bounding_box()["y"] < 0
    assert short.get_attribute("aria-hidden") == "true" and troubles == []


def test_a_finger_finds_each_button(open_page):
    phone = {"has_touch": True, "is_mobile": True, "width": 390}
    page, _, _ = visit(open_page, PAGE, **phone)
    root = find(page)
    copy = root.get_by_role("button", name="Row 2: add one like it below").bounding_box()
    remove = root.get_by_role("button", name="Row 2: remove it").bounding_box()
    assert all(box["width"] >= 36 and box["height"] >= 40 for box in (copy, remove))
    assert remove["x"] - copy["x"] - copy["width"] >= 8


def test_channels_that_are_not_taken_are_told(open_page):
    page, _, troubles = visit(open_page, PAGE)
    root = find(page)
    typed = root.get_by_label("Row 1: out_channels, typed")
    for text, taken in (("999", 128), ("7.5", 8), ("0", 8), ("-4", 8), ("abc", 8), ("", 8)):
        typed.fill(text)
        typed.press("Tab")
        assert page.evaluate("document.activeElement.dataset.key") == "stride-1"
        named = f"“{text}” is none" if text else "nothing was typed"
        rule = "a row takes whole numbers from 1 to 128"
        assert says(page).startswith(f"Row 1 has {taken} channels: {rule}, and {named}.")
        assert typed.input_value() == str(taken)
    typed.fill("40")
    assert says(page).startswith("6 rows with 14 convolutions end in") and troubles == []


def test_it_is_told_in_words_and_names_differ(open_page):
    page, _, _ = visit(open_page, f"{PAGE}?rows=c8s2-i16t2")
    root = find(page)
    names = root.locator(".design :is(button, select, input, [data-grip])").evaluate_all(
        "all => all.map((control) => control.ariaLabel)"
    )
    assert len(names) == len(set(names)) == 14
    told = root.locator(".explorable-picture").aria_snapshot()
    assert all(told.count(name) == 1 for name in names if "stride" not in name)
    levels = root.locator(".levels button")
    spoken = levels.evaluate_all(
        """all => all.map((button) => [...button.querySelectorAll("[aria-hidden]")].reduce(
            (text, sign) => text.replace(sign.textContent, ""), button.textContent))"""
    )
    assert spoken[0] == "level 1 misses field" and not {*"✓✗"} & set("".join(spoken))
    assert "most in row 1, its " in says(page)
    page, _, _ = visit(open_page, f"{PAGE}?rows=c8s2")
    find(page)
    assert "1 row with 1 convolution ends in 8×16×16" in says(page)


def test_the_function_is_copied_for_the_level(open_page):
    permissions = ["clipboard-read", "clipboard-write"]
    page, _, troubles = visit(open_page, f"{PAGE}?rows={FITTING[3]}", permissions=permissions)
    root = find(page)
    root.get_by_role("button", name="level 3").click()
    assert "It is within level 3" in says(page)
    root.get_by_role("button", name="Copy the function").click()
    root.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == root.locator("pre").inner_text() and copied.startswith("def design_3():\n")
    assert troubles == []


def test_the_time_is_left_to_the_exercise(open_page, names):
    page, _, _ = visit(open_page, f"{PAGE}?level=4&rows=c8s2-c8s2-c8s2-c8s2-c8s2-c8s2")
    layers = [layer for layer in names["digit_v1"]().modules() if isinstance(layer, nn.Conv2d)]
    said = says(page)
    assert f"asks for {names['LEVELS'][4].share} of V1's time, which a page cannot tell" in said
    assert f"V1 has {len(layers)} convolutions" in said
    assert "Row 5 has stride 2 on a map of 1×1, where a stride changes nothing" in said


def test_the_picture_starts_from_the_family(names, call, open_page):
    page, _, _ = visit(open_page, PAGE)
    find(page)
    namespace = dict(names)
    run(page.locator(".explorable pre").inner_text(), namespace)
    mine, family = namespace["design_1"](), names["family"](first_stride=1)
    x = torch.zeros(2, *names["PICTURE"])
    assert mine[:-3](x).shape == family.features(x).shape
    assert [p.shape for p in mine.parameters()] == [p.shape for p in family.parameters()]


def test_nonsense_in_the_address_says_what_a_row_is(open_page):
    page, _, troubles = visit(open_page, f"{PAGE}?rows=c8-what&level=9")
    root = find(page)
    assert "“what” in the address is no row" in root.locator(".explorable-picture").inner_text()
    root.get_by_role("button", name="Reset").click()
    assert "6 rows with 14 convolutions" in says(page) and troubles == []
