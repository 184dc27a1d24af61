// The page with the result: printing at the press of a button.

const print = document.getElementById("print");
print.hidden = false;
print.onclick = () => window.print();
