"""What runs in the page for a test, in any browser: functions of JavaScript, most of a widget."""

READ = """widget => {
    const words = (part) => (part?.textContent ?? "").replace(/\\s+/g, " ").trim();
    const said = (piece) => {
        const place = piece.querySelector("text:not(.pc-note)");
        const lines = [...(place?.querySelectorAll("tspan") ?? [])].map((line) => line.textContent);
        return lines.length ? lines.join("\\n") : (place?.textContent ?? "");
    };
    const stage = widget.querySelector(".pc-frame").shadowRoot ?? widget;
    const panels = [...stage.querySelectorAll(".pc-item")].map((item) => {
        const svg = item.querySelector("svg[role=grid]");
        const panel = { name: item.dataset.name, title: words(item.querySelector(".pc-title")) };
        if (!svg) return { ...panel, html: words(item.querySelector(".pc-html")) };
        const keyed = (pieces) => [...pieces].map((piece) => [piece.dataset.key, said(piece)]);
        return {
            ...panel,
            sign: words(item.querySelector(".pc-sign")),
            rows: [...svg.querySelectorAll("[role=row]")].map((row) => keyed(row.children)),
            shapes: keyed(svg.querySelector(".pc-shapes").children),
            lit: [...svg.querySelectorAll(".pc-lit")].map((piece) => piece.dataset.key).sort(),
            frames: [...svg.querySelectorAll(".pc-window.pc-shown")].map((frame) => {
                const place = frame.style.transform.match(/-?[\\d.]+/g).slice(-2);
                return [...place, frame.getAttribute("width"), frame.getAttribute("height")].map(Number);
            }),
        };
    });
    return {
        panels,
        summary: words(widget.querySelector(".pc-summary")),
        formula: words(widget.querySelector(".pc-formulas")),
        words: words(widget.querySelector(".pc-words")),
        step: Number(widget.querySelector(".pc-scrubber").value),
        last: Math.max(Number(widget.querySelector(".pc-scrubber").max), 0),
        player: !widget.querySelector(".pc-player").hidden,
    };
}"""

RECORD = """async () => {
    if (window.asked) return;
    const main = [...document.scripts].find(({ type, src }) => type === "module" && src).src;
    const { python } = await import(new URL("worker/client.js", main));
    const ask = python.ask.bind(python);
    Object.assign(window, { asked: [], waiting: 0 });
    python.ask = async (question, request) => {
        window.waiting += 1;
        try {
            const answer = await ask(question, request);
            if (question === "build") window.asked.push([request, answer]);
            return answer;
        } catch (error) {
            const { refusal: refused } = error;
            if (question === "build" && refused) window.asked.push([request, { refused }]);
            throw error;
        } finally {
            window.waiting -= 1;
        }
    };
    window.settled = async () => {
        for (let calm = 0; calm < 3; ) {
            await new Promise((resolve) => setTimeout(resolve));
            calm = window.waiting ? 0 : calm + 1;
        }
        return window.asked.splice(0).at(-1) ?? null;
    };
}"""

MOVE = """async (widget, [name, value]) => {
    const control = widget.querySelector(`.pc-settings [data-field="${name}"]`);
    window.asked.length = 0;
    control.value = value;
    control.dispatchEvent(new InputEvent("input", { bubbles: true }));
    return [await window.settled(), control.value];
}"""

PRESS = """async (widget, what) => {
    window.asked.length = 0;
    widget.querySelector(what).click();
    return window.settled();
}"""

CONTROLS = """widget => [...widget.querySelectorAll(".pc-settings [data-field]")].map((control) => {
    const { when, is } = control.closest("[data-parameter]").dataset;
    const options = [...(control.options ?? [])].map(({ value }) => value);
    const ends = { number: [control.min, control.max], text: ["-9999", "1/999"] }[control.type];
    const parts = [...control.closest("[data-parameter]").querySelectorAll("[data-field]")];
    return { name: control.dataset.field, type: control.type, ends: ends ?? [options[0], options.at(-1)],
             place: parts.indexOf(control), outermost: [parts[0], parts.at(-1)].includes(control),
             links: control.closest("[data-parameter]").querySelector("[data-links]")?.dataset.links ?? null,
             needs: when ? [when, is.split(" ")[0]] : null };
})"""

REFUSAL = """widget => {
    const blamed = [...widget.querySelectorAll("[aria-invalid=true]")];
    const place = widget.querySelector(".pc-refusal");
    return {
        words: place.textContent,
        blamed: blamed.map(({ dataset }) => dataset.field),
        told: blamed.every((control) => control.getAttribute("aria-describedby") === place.id),
        stale: widget.querySelector(".pc-frame").shadowRoot.querySelector(".pc-stage").matches(".pc-stale"),
    };
}"""

# Where the keys lead from every cell of a grid, with the walk begun anew at each.
WALK = """(svg) => {
    const root = svg.getRootNode();
    const press = (key) => {
        const { activeElement } = root;
        activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, composed: true }));
        return root.activeElement.dataset.key;
    };
    const from = (cell, ...keys) => {
        // Pixels are let in one at a time.
        cell.setAttribute("tabindex", "-1");
        cell.focus();
        return keys.map(press);
    };
    const rows = [...svg.querySelectorAll("[role=row]")].map((row) => [...row.children]);
    const walked = rows.flat().map((cell) => [
        cell.dataset.key,
        ...["ArrowLeft", "ArrowRight", "Home", "End"].map((key) => from(cell, key)[0]),
        from(cell, "ArrowUp", "Home")[0], from(cell, "ArrowDown", "Home")[0],
    ]);
    const down = Array(rows.length).fill("ArrowDown");
    const up = Array(rows.length).fill("ArrowUp");
    const through = rows[0].map((cell) => from(cell, ...down, ...up, "Home"));
    root.activeElement.blur();
    return [walked, through];
}"""
