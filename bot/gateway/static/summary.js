// The page with the result: printing at the press of a button.

const print = document.getElementById("print");
print.hidden = false;
document.getElementById("by-menu").hidden = true;
print.onclick = () => window.print();
