"""The check of a Pagewalk lesson in Open edX: paste this into the problem's <script type="loncapa/python">.

`ans` is what JS Input hands over: JSON with "answer", which is what the lesson's getGrade gave, itself JSON. What a
browser says can be forged; this finds only what cannot be true.
"""

import json

LESSON = "walk"
MARK = 80  # percent of the final check that passes


def check(expect, ans):
    try:
        grade = json.loads(json.loads(ans)["answer"])
        right, items = int(grade["right"]), int(grade["items"])
        finished = bool(grade["finished"]) and bool(grade["complete"])
    except (KeyError, TypeError, ValueError):
        return {"ok": False, "msg": "The lesson has not told its score yet."}
    if grade.get("lesson") != LESSON or not 0 <= right <= items or items == 0:
        return {"ok": False, "msg": "That is another lesson's score."}
    if not finished:
        return {"ok": False, "msg": "Do the lesson to its end, then submit again."}
    return {
        "ok": right * 100 >= MARK * items,
        "msg": "%d of %d right in the final check." % (right, items),
        "grade_decimal": float(right) / items,
    }
