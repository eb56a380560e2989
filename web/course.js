// The course as the page lists it: [{id, file, title, minutes}].

export const course = JSON.parse(document.getElementById('course').textContent);

/** The file's name orders the course: "09-walk.md", translated "de/09-walk.md". From 90 on it is what stands beside the lessons. */
export const number_of = (file) => Number.parseInt(file.replace(/.*\//, ''), 10);
export const is_lesson = (file) => number_of(file) < 90;
