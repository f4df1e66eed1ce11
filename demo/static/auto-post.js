// Posts the one form of this page as soon as the page is there.
document.getElementById("auto-post").submit();
