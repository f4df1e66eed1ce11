// The picker's frame has done its work: the course takes its place.
const back = document.getElementById("back").href;
if (window.parent === window) window.location.replace(back);
else window.parent.location.assign(back);
